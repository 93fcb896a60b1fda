package io.breakwater.registry;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.deletion.Deletion;
import io.breakwater.registry.deletion.DeletionOrder;
import io.breakwater.registry.listing.DigestListing;
import io.breakwater.registry.listing.Listed;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.google.GoogleFace;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.registry.StoredManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Our client at a real registry that has Google's manners: its lists, deletes, logins, names and refusals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AtGoogleIT {
    private static final String USER = "oauth2accesstoken";
    private static final String TOKEN = "ya29.secret";
    private static final TestImage IMAGE = TestImages.oci(61, 2, 500);
    private static final TestImage NESTED = TestImages.nestedIndex(62);

    private final RegistryProcess process;
    private final RegistryProcess sourceProcess;
    private final GoogleFace google;
    private final Registry registry;
    private final Registry source;
    private final RawPusher pusher;

    AtGoogleIT(@TempDir Path folder) {
        process = RegistryProcess.start(folder.resolve("google"));
        sourceProcess = RegistryProcess.start(folder.resolve("source"));
        google = face(builder -> builder);
        registry = registry(google);
        source = new Registry(
                RegistryConfig.of(HostPort.parse(sourceProcess.host())).withPlainHttp(true));
        pusher = new RawPusher(google.url(), USER, TOKEN);
    }

    @BeforeAll
    void push() {
        try (var plain = new RawPusher(sourceProcess.url())) {
            plain.push("library/app", IMAGE, "v1");
        }
    }

    @AfterAll
    void stop() {
        pusher.close();
        source.close();
        registry.close();
        google.close();
        sourceProcess.close();
        process.close();
    }

    private GoogleFace face(UnaryOperator<GoogleFace.Builder> more) {
        return more.apply(GoogleFace.artifactRegistry(process).account(USER, TOKEN))
                .start();
    }

    private static Registry registry(GoogleFace face) {
        return new Registry(RegistryConfig.of(HostPort.parse(face.host()))
                .withPlainHttp(true)
                .withCredentials(CredentialSource.fixed(USER, Secret.of(TOKEN))));
    }

    private static CopyOrder order(String target, String tag) {
        return new CopyOrder(
                "library/app", digest(IMAGE.root()), target, Optional.of(tag), TagGate.ALWAYS, CopyListener.SILENT);
    }

    private static Digest digest(TestManifest manifest) {
        return Digest.parse(manifest.digest());
    }

    private List<String> left(String repository) {
        return process.contents().manifests(repository).stream()
                .map(StoredManifest::digest)
                .sorted()
                .toList();
    }

    // ---- Lists

    @Test
    void oneListTellsTagsDigestsAndTheRepositoriesBelow() {
        pusher.push("p/r/list", NESTED, "v1");
        pusher.putManifest("p/r/list", NESTED.root(), "latest");
        pusher.push("p/r/list/sub", IMAGE, "v1");
        var listed = new HashMap<Digest, Listed>();
        var before = registry.requests();

        var listing = registry.listDigests("p/r/list", one -> listed.put(one.digest(), one));

        assertEquals(new DigestListing.Extended(Set.of("sub"), Set.of()), listing);
        assertEquals(NESTED.manifests().stream().map(AtGoogleIT::digest).collect(toSet()), listed.keySet());
        var root = requireNonNull(listed.get(digest(NESTED.root())));
        assertEquals(Set.of("v1", "latest"), root.tags());
        assertEquals(Optional.of(MediaType.OCI_INDEX), root.mediaType());
        assertTrue(root.size().isPresent() && root.uploaded().isPresent(), root::toString);
        assertEquals(
                Set.of(),
                requireNonNull(listed.get(digest(NESTED.children().getFirst()))).tags());
        // The list itself, and before it at most a challenge and a token.
        assertTrue(registry.requests() - before <= 3, () -> registry.requests() - before + " requests");
    }

    @Test
    void repositoryWithNothingButOthersBelowItIsListedAndOneThatIsNotThereIsNamed() {
        pusher.push("p/r/above/sub", IMAGE, "v1");

        assertEquals(new DigestListing.Extended(Set.of("sub"), Set.of()), registry.listDigests("p/r/above", one -> {}));
        assertEquals(
                "NAME_UNKNOWN",
                assertThrows(ArtifactFault.class, () -> registry.listTags("p/r/nowhere"))
                        .code());
    }

    @Test
    void thereIsNoCatalog() {
        assertEquals(
                "UNSUPPORTED",
                assertThrows(ArtifactFault.class, () -> registry.listRepositories(name -> {}))
                        .code());
    }

    // ---- Deletes

    @Test
    void tagsThenParentsThenChildrenAreDeletedWhateverTheirOrder() {
        pusher.push("p/r/going", NESTED, "v1");
        pusher.putManifest("p/r/going", NESTED.root(), "latest");
        pusher.push("p/r/going", IMAGE, "stays");
        var children = NESTED.children().stream().map(AtGoogleIT::digest).toList();

        var report = registry.deleteArtifact(
                new DeletionOrder("p/r/going", digest(NESTED.root()), Set.of("v1", "latest"), children));

        assertTrue(report.isGone(), report::toString);
        assertEquals(Map.of("v1", new Deletion.Deleted(), "latest", new Deletion.Deleted()), report.tags());
        assertEquals(List.of(IMAGE.root().digest()), left("p/r/going"));
        assertEquals(List.of("stays"), registry.listTags("p/r/going"));
    }

    @Test
    void childThatAnotherIndexHasTooStaysAndTheOthersGo() {
        var other = TestImages.ociIndex(62, 3);
        pusher.push("p/r/shared", NESTED, "nested");
        // Its first two images are those of the inner index.
        pusher.push("p/r/shared", other, "other");
        var children =
                NESTED.children().reversed().stream().map(AtGoogleIT::digest).toList();

        var report = registry.deleteArtifact(
                new DeletionOrder("p/r/shared", digest(NESTED.root()), Set.of("nested"), children));

        assertEquals(new Deletion.Deleted(), report.manifests().get(digest(NESTED.root())));
        var shared = other.children().subList(0, 2);
        shared.forEach(child ->
                assertEquals(new Deletion.StillReferenced(), report.manifests().get(digest(child))));
        assertEquals(
                other.manifests().stream().map(TestManifest::digest).sorted().toList(), left("p/r/shared"));
    }

    @Test
    void tagGoesAloneAndWhatIsTaggedStays() {
        pusher.push("p/r/tags", IMAGE, "v1");
        pusher.putManifest("p/r/tags", IMAGE.root(), "v2");
        var digest = digest(IMAGE.root());

        assertEquals(new Deletion.Deleted(), registry.deleteTag("p/r/tags", "v1", digest));
        assertEquals(new Deletion.AlreadyGone(), registry.deleteTag("p/r/tags", "v1", digest));
        assertEquals(new Deletion.StillTagged(Set.of("v2")), registry.deleteManifest("p/r/tags", digest, Set.of()));
        // Google refuses by itself what we would let go: the tag is to be deleted first.
        assertInstanceOf(Deletion.StillTagged.class, registry.deleteManifest("p/r/tags", digest, Set.of("v2")));
        assertEquals(Optional.of(digest.toString()), process.contents().digest("p/r/tags", "v2"));
    }

    // ---- Pushes

    @Test
    void blobThatWasCollectedAfterItWasSeenIsSentAgain() {
        var copier = new Copier(source, registry, CopyLimits.defaults());
        copier.copy(order("p/r/collected", "v1"));
        for (var blob : IMAGE.blobs()) {
            assertTrue(google.collect("p/r/collected", blob.digest()), blob::digest);
        }
        registry.deleteArtifact(new DeletionOrder("p/r/collected", digest(IMAGE.root()), Set.of("v1"), List.of()));
        copier.forgetTarget("p/r/collected", "v1", Set.of(digest(IMAGE.root())));

        copier.copy(order("p/r/collected", "v1"));

        IMAGE.blobs()
                .forEach(blob -> assertTrue(process.contents().hasBlob("p/r/collected", blob.digest()), blob::digest));
        assertEquals(Optional.of(IMAGE.root().digest()), process.contents().digest("p/r/collected", "v1"));
    }

    @Test
    void nameWithTooFewPartsIsAFaultOfTheMapping() {
        var head = assertThrows(ArtifactFault.class, () -> registry.headManifest("p/app", "v1"));
        var copy = assertThrows(
                ArtifactFault.class,
                () -> new Copier(source, registry, CopyLimits.defaults()).copy(order("p/app", "v1")));
        var upload = assertThrows(ArtifactFault.class, () -> registry.startBlob("p/app", digest(IMAGE.root())));

        assertEquals("HTTP_405", head.code());
        assertEquals("NAME_INVALID", upload.code());
        for (var fault : List.of(head, copy, upload)) {
            var message = String.valueOf(fault.getMessage());
            assertTrue(message.toLowerCase(Locale.ROOT).contains("correct the mapping"), message);
        }
    }

    /** Google tells nobody when to come again. */
    @Test
    void quotaThatIsUsedUpIsWaitedFor() {
        try (var busy = face(builder -> builder);
                var client = registry(busy)) {
            busy.overQuota(2);

            new Copier(source, client, CopyLimits.defaults()).copy(order("p/r/busy", "v1"));
        }

        assertEquals(Optional.of(IMAGE.root().digest()), process.contents().digest("p/r/busy", "v1"));
    }

    // ---- Logins

    @Test
    void tokenMayBeCalledAccessTokenAndSayNothingOfItsLife() {
        try (var odd = face(builder -> builder.accessTokenOnly().untoldTokenLife());
                var client = registry(odd)) {
            new Copier(source, client, CopyLimits.defaults()).copy(order("p/r/odd", "v1"));
        }

        assertEquals(Optional.of(IMAGE.root().digest()), process.contents().digest("p/r/odd", "v1"));
    }

    /** Whether that concerns one repository or everyone it does not tell; others may still be asked for. */
    @Test
    void whoeverIsDeniedIsToldSoByTheTokenService() {
        try (var strict = face(builder -> builder.denied(repository -> repository.startsWith("p/secret/")));
                var client = registry(strict)) {
            var fault = assertThrows(ArtifactFault.class, () -> client.headManifest("p/secret/app", "v1"));

            assertEquals("DENIED", fault.code());
            assertTrue(fault.refusedBy().isPresent());
            assertTrue(String.valueOf(fault.getMessage()).contains("downloadArtifacts"), fault::toString);
            assertEquals(Optional.empty(), client.headManifest("p/r/app", "v1"));
        }
    }

    /** One that has run out by the time it is used: no token is ever good for anything. */
    @Test
    void tokenThatIsNeverGoodIsNotAskedForWithoutEnd() {
        try (var forgetful = face(builder -> builder.tokenLife(Duration.ZERO));
                var client = registry(forgetful)) {
            assertThrows(RegistryException.class, () -> client.headManifest("p/r/app", "v1"));

            assertTrue(client.requests() < 10, () -> client.requests() + " requests");
        }
    }
}
