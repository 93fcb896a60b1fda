package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.listing.Listed;
import io.breakwater.registry.listing.ListedRepository;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as Harbor's own API writes them, and as nobody should. */
class HarborListingIT {
    private static final Digest A = Digest.ofSha256(new byte[] {1});
    private static final String ARTIFACTS = "/api/v2.0/projects/library/repositories/team%252Fapp/artifacts";

    private final Face face = Face.alone();
    private final Face elsewhere = Face.alone();
    private final Registry registry = new Registry(
            face.config().withCredentials(CredentialSource.fixed("robot$copy", Secret.of("canary-password"))));
    private final List<Listed> listed = new ArrayList<>();

    HarborListingIT() throws IOException {}

    @AfterEach
    void nothingIsEverAskedElsewhere() {
        registry.close();
        face.close();
        elsewhere.close();
        assertEquals(List.of(), elsewhere.seen());
    }

    private <T extends RegistryException> String code(Class<T> type, org.junit.jupiter.api.function.Executable call) {
        return assertThrows(type, call).code();
    }

    private static String harbor(Digest digest, String tag) {
        return "{\"id\":1,\"type\":\"IMAGE\",\"media_type\":\"application/vnd.oci.image.config.v1+json\","
                + "\"manifest_media_type\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + digest
                + "\",\"size\":1234,\"push_time\":\"2026-11-23T04:00:00.123Z\",\"extra_attrs\":{\"a\":1},\"tags\":"
                + (tag.isEmpty() ? "null" : "[{\"id\":1,\"name\":\"" + tag + "\",\"immutable\":false}]") + "}";
    }

    private static Digest digest(int number) {
        return Digest.ofSha256(String.valueOf(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static String page(int from, int to) {
        var entries = new ArrayList<String>();
        for (int i = from; i < to; i++) {
            entries.add(harbor(digest(i), "t" + i));
        }
        return "[" + String.join(",", entries) + "]";
    }

    private void pages(String total, String... bodies) {
        face.rule(exchange -> {
            var path = exchange.getRequestURI().toString();
            for (int i = 0; i < bodies.length; i++) {
                if (path.equals(ARTIFACTS + "?with_tag=true&page=" + (i + 1) + "&page_size=100")) {
                    Face.body(200, bodies[i], "X-Total-Count", total).to(exchange);
                    return true;
                }
            }
            return false;
        });
    }

    private int artifacts() {
        return registry.listArtifacts("library/team/app", listed::add);
    }

    @Test
    void artifactsOfHarborAreReadWithThePasswordAndPageByPage() {
        pages("150", page(0, 100), page(100, 150));

        assertEquals(150, artifacts());

        assertEquals(
                new Listed(
                        digest(149),
                        Optional.of(MediaType.OCI_MANIFEST),
                        Set.of("t149"),
                        OptionalLong.of(1234),
                        Optional.of(Instant.parse("2026-11-23T04:00:00.123Z"))),
                listed.getLast());
        assertEquals(2, face.seen().size());
        for (var seen : face.seen()) {
            assertTrue(String.valueOf(seen.headers().get("Authorization")).startsWith("[Basic "));
        }
    }

    @Test
    void nextLinkOfHarborIsTakenAsAHintAndNeverFollowed() {
        var link = "<http://" + elsewhere.host() + "/steal?page=2>; rel=\"next\"";
        face.on("GET", "page=1&", Face.body(200, page(0, 2), "Link", link));
        face.on("GET", "page=2&", Face.body(200, page(2, 3)));

        assertEquals(3, artifacts());
    }

    @Test
    void listThatShrinksOrEndsEarlyIsReadAnewAndNeverTakenForTheWhole() {
        pages("150", page(0, 100), "[]");
        assertEquals(NumberedPages.LIST_CHANGED, code(RegistryFault.class, this::artifacts));

        face.on("GET", "page=2&", Face.body(200, page(100, 149), "X-Total-Count", "149"));
        assertEquals(NumberedPages.LIST_CHANGED, code(RegistryFault.class, this::artifacts));
    }

    @Test
    void serverThatIgnoresTheNumberOfThePageIsFound() {
        pages("100000", page(0, 100), page(0, 100));

        assertEquals(ArtifactFault.UNEXPECTED_ANSWER, code(ArtifactFault.class, this::artifacts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "<html>",
                "null",
                "[null]",
                "[{}]",
                "[{\"digest\":7}]",
                "[{\"digest\":\"sha256:x\"}]",
                "[{\"digest\":\"DIGEST\",\"tags\":[null]}]",
                "[{\"digest\":\"DIGEST\",\"tags\":[{\"name\":\"a b\"}]}]",
                "[{\"digest\":\"DIGEST\",\"tags\":7}]"
            })
    void answerOfHarborThatMakesNoSenseIsAFault(String body) {
        face.on("GET", "/artifacts", Face.body(200, body.replace("DIGEST", A.toString())));

        assertEquals(ArtifactFault.UNEXPECTED_ANSWER, code(ArtifactFault.class, this::artifacts));
    }

    @Test
    void redirectOfHarborsApiIsNotFollowed() {
        face.on("GET", "/artifacts", Face.status(302, "Location", "http://" + elsewhere.host() + "/login"));

        assertEquals("HTTP_302", code(RegistryFault.class, this::artifacts));
    }

    @Test
    void refusalsOfHarborAreNamed() {
        face.on("GET", "/artifacts", Face.body(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"no\"}]}"));
        assertEquals("UNAUTHORIZED", code(CredentialFault.class, this::artifacts));
        face.on("GET", "/artifacts", Face.error(404, "NOT_FOUND"));
        assertEquals("NAME_UNKNOWN", code(ArtifactFault.class, this::artifacts));
        assertInstanceOf(
                IllegalArgumentException.class,
                assertThrows(IllegalArgumentException.class, () -> registry.listArtifacts("alone", listed::add)));
    }

    @Test
    void repositoriesOfAProjectAreListed() {
        var found = new ArrayList<ListedRepository>();
        face.on(
                "GET",
                "/api/v2.0/projects/library/repositories?page=1&page_size=100",
                Face.body(
                        200,
                        "[{\"name\":\"library/team/app\",\"artifact_count\":3,\"update_time\":\"2026-11-23T04:00:00Z\"},"
                                + "{\"name\":\"library/new\"}]",
                        "X-Total-Count",
                        "2"));

        assertEquals(2, registry.listProject("library", found::add));

        assertEquals(
                List.of(
                        new ListedRepository(
                                "library/team/app",
                                OptionalLong.of(3),
                                Optional.of(Instant.parse("2026-11-23T04:00:00Z"))),
                        new ListedRepository("library/new", OptionalLong.empty(), Optional.empty())),
                found);
    }

    @Test
    void repositoryOfAnotherProjectIsAFault() {
        face.on("GET", "/repositories", Face.body(200, "[{\"name\":\"other/app\"}]"));

        assertEquals(
                ArtifactFault.UNEXPECTED_ANSWER,
                code(ArtifactFault.class, () -> registry.listProject("library", repository -> {})));
        assertThrows(IllegalArgumentException.class, () -> registry.listProject("a/b", repository -> {}));
    }
}
