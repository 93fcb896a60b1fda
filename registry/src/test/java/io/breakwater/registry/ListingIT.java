package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.listing.DigestListing;
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

/** Lists with digests as Google and Harbor write them, and as nobody should. */
class ListingIT {
    private static final Digest A = Digest.ofSha256(new byte[] {1});
    private static final Digest B = Digest.ofSha256(new byte[] {2});
    private static final String ARTIFACTS = "/api/v2.0/projects/library/repositories/team%252Fapp/artifacts";

    private final Face face = Face.alone();
    private final Face elsewhere = Face.alone();
    private final Registry registry = new Registry(
            face.config().withCredentials(CredentialSource.fixed("robot$copy", Secret.of("canary-password"))));
    private final List<Listed> listed = new ArrayList<>();

    ListingIT() throws IOException {}

    @AfterEach
    void nothingIsEverAskedElsewhere() {
        registry.close();
        face.close();
        elsewhere.close();
        assertEquals(List.of(), elsewhere.seen());
    }

    private static String google(Digest digest, String tags) {
        return "\"" + digest + "\":{\"imageSizeBytes\":\"763789\",\"layerId\":\"\",\"mediaType\":\""
                + MediaType.OCI_INDEX + "\",\"tag\":" + tags
                + ",\"timeCreatedMs\":\"0\",\"timeUploadedMs\":\"1597767277119\"}";
    }

    private static Listed index(Digest digest, String... tags) {
        return new Listed(
                digest,
                Optional.of(MediaType.OCI_INDEX),
                Set.of(tags),
                OptionalLong.of(763_789),
                Optional.of(Instant.ofEpochMilli(1_597_767_277_119L)));
    }

    private DigestListing list() {
        return registry.listDigests("p/r", listed::add);
    }

    private <T extends RegistryException> String code(Class<T> type, org.junit.jupiter.api.function.Executable call) {
        return assertThrows(type, call).code();
    }

    // ---- Google's tags with digests

    @Test
    void pagesOfGooglesListAreAllRead() {
        face.on(
                "GET",
                "/tags/list?n=1000",
                Face.body(
                        200,
                        "{\"child\":[\"sub\"],\"manifest\":{" + google(A, "[\"a\",\"latest\"]")
                                + "},\"name\":\"p/r\",\"tags\":[\"a\",\"latest\",\"late\",\"never\"]}",
                        "Link",
                        "</v2/p/r/tags/list?n=1000&last=x>; rel=\"next\""));
        face.on(
                "GET",
                "last=x",
                Face.body(200, "{\"manifest\":{" + google(B, "[\"late\"]") + "," + google(A, "[]") + "}}"));

        var outcome = list();

        assertEquals(new DigestListing.Extended(Set.of("sub"), Set.of("never")), outcome);
        assertEquals(List.of(index(A, "a", "latest"), index(B, "late"), index(A)), listed);
    }

    @Test
    void tagThatMovesBetweenPagesIsUnsure() {
        face.on(
                "GET",
                "/tags/list?n=1000",
                Face.body(
                        200,
                        "{\"manifest\":{" + google(A, "[\"t\"]") + "},\"tags\":[\"t\"]}",
                        "Link",
                        "<?last=x>; rel=next"));
        face.on("GET", "last=x", Face.body(200, "{\"manifest\":{" + google(B, "[\"t\"]") + "},\"tags\":[]}"));

        assertEquals(new DigestListing.Extended(Set.of(), Set.of("t")), list());
    }

    @Test
    void registryWithoutTheExtensionGivesItsTags() throws IOException {
        var config = Blob.of("{}");
        try (var process = new RegistryProcess();
                var plain = new Registry(process.config())) {
            Images.push(plain, "library/app", "v1", Images.image(config), config);

            assertEquals(new DigestListing.TagsOnly(List.of("v1")), plain.listDigests("library/app", listed::add));
        }
        assertEquals(List.of(), listed);
    }

    @Test
    void emptyGoogleRepositoryIsExtendedToo() {
        face.on("GET", "/tags/list", Face.body(200, "{\"child\":[],\"manifest\":{},\"name\":\"p/r\",\"tags\":[]}"));

        assertEquals(new DigestListing.Extended(Set.of(), Set.of()), list());
    }

    @Test
    void oddSizesAndTimesAreLeftOut() {
        face.on(
                "GET",
                "/tags/list",
                Face.body(
                        200,
                        "{\"manifest\":{\"" + A + "\":{\"imageSizeBytes\":\"-1\",\"mediaType\":\"x\",\"tag\":null,"
                                + "\"timeUploadedMs\":\"999999999999999999999\"}}}"));

        list();

        assertEquals(
                List.of(new Listed(A, Optional.empty(), Set.of(), OptionalLong.empty(), Optional.empty())), listed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "null",
                "{\"manifest\":[]}",
                "{\"manifest\":{\"sha256:12\":{}}}",
                "{\"manifest\":{\"../../x\":{}}}",
                "{\"manifest\":{\"DIGEST\":null}}",
                "{\"manifest\":{\"DIGEST\":{\"tag\":\"a\"}}}",
                "{\"manifest\":{\"DIGEST\":{\"tag\":[\"../a\"]}}}",
                "{\"manifest\":{\"DIGEST\":{\"tag\":[\"t\"]},\"OTHER\":{\"tag\":[\"t\"]}}}",
                "{\"child\":[\"../x\"],\"manifest\":{}}",
                "{\"child\":\"x\"}"
            })
    void listThatMakesNoSenseIsAFault(String body) {
        face.on(
                "GET",
                "/tags/list",
                Face.body(200, body.replace("DIGEST", A.toString()).replace("OTHER", B.toString())));

        assertEquals(ArtifactFault.UNEXPECTED_ANSWER, code(ArtifactFault.class, this::list));
    }

    @Test
    void circleAndOtherHostAreFaults() {
        for (var link : List.of("/v2/p/r/tags/list?n=1000", "http://" + elsewhere.host() + "/v2/p/r/tags/list")) {
            face.on("GET", "/tags/list", Face.body(200, "{\"manifest\":{}}", "Link", "<" + link + ">; rel=\"next\""));

            assertEquals(ArtifactFault.UNEXPECTED_ANSWER, code(ArtifactFault.class, this::list), link);
        }
    }

    @Test
    void endlessPagesAndHugePagesEnd() {
        face.on("GET", "/tags/list", exchange -> {
            var next = exchange.getRequestURI().toString() + "x";
            Face.body(200, "{\"tags\":[]}", "Link", "<" + next + ">; rel=\"next\"")
                    .to(exchange);
        });
        assertEquals(ArtifactFault.TOO_LARGE, code(ArtifactFault.class, () -> registry.listTags("p/r")));
        assertEquals(LinkedPages.MOST_PAGES, face.seen().size());

        var huge = ("{\"tags\":[]" + " ".repeat(LinkedPages.LONGEST_PAGE) + "}");
        face.on("GET", "/tags/list", Face.body(200, huge));
        assertEquals(ArtifactFault.UNEXPECTED_ANSWER, code(ArtifactFault.class, this::list));
    }

    // ---- The catalog

    @Test
    void catalogOfARealRegistryIsReadPageByPage() throws IOException {
        var config = Blob.of("{}");
        var names = new ArrayList<String>();
        try (var process = new RegistryProcess();
                var real = Face.of(process);
                var plain = new Registry(process.config());
                var paged = new Registry(real.config())) {
            for (var name : List.of("a/x", "b/y", "c/z")) {
                Images.push(plain, name, "v1", Images.image(config), config);
            }
            real.first(1, "GET", "/v2/_catalog?n=1000", Face.status(307, "Location", "/v2/_catalog?n=2"));

            assertEquals(3, paged.listRepositories(names::add));
            assertTrue(
                    real.requests("last=b%2Fy").size() == 1, () -> real.seen().toString());
        }
        assertEquals(List.of("a/x", "b/y", "c/z"), names);
    }

    @Test
    void catalogThatTakesNoTokenIsAskedWithThePassword() {
        face.on("GET", "/token", Face.body(200, "{\"token\":\"t\"}"));
        face.rule(exchange -> {
            var shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (!exchange.getRequestURI().getPath().equals("/v2/_catalog")) {
                return false;
            }
            if (shown != null && shown.startsWith("Basic ")) {
                Face.body(200, "{\"repositories\":[\"library/app\"]}").to(exchange);
            } else {
                Face.status(401, "WWW-Authenticate", "Bearer realm=\"http://" + face.host() + "/token\"")
                        .to(exchange);
            }
            return true;
        });

        assertEquals(1, registry.listRepositories(name -> {}));
        assertTrue(face.requests("/token").getFirst().endsWith("scope=registry%3Acatalog%3A*"));
    }

    @Test
    void missingOrForbiddenCatalogIsNamed() {
        assertEquals("UNSUPPORTED", code(ArtifactFault.class, () -> registry.listRepositories(name -> {})));
        face.on("GET", "/_catalog", Face.status(401, "WWW-Authenticate", "Basic realm=\"x\""));
        assertEquals("UNAUTHORIZED", code(CredentialFault.class, () -> registry.listRepositories(name -> {})));
        face.on("GET", "/_catalog", Face.body(200, "{\"repositories\":[\"../etc\"]}"));
        assertEquals(
                ArtifactFault.UNEXPECTED_ANSWER,
                code(ArtifactFault.class, () -> registry.listRepositories(name -> {})));
    }

    // ---- Harbor's API

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
