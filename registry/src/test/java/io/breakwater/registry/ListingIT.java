package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.listing.DigestListing;
import io.breakwater.registry.listing.Listed;
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
}
