package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.breakwater.registry.listing.ReferrerListing;
import io.breakwater.registry.manifest.Referrer;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.registry.RegistryProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Our client at a real registry that has Harbor's manners: its absences, deletes and lists of referrers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AtHarborIT {
    private static final String USER = "robot$library+copy";
    private static final String PASSWORD = "harbor-robot-password";
    private static final TestImage IMAGE = TestImages.oci(71, 2, 500);
    private static final TestImage INDEX = TestImages.ociIndex(72, 2);
    private static final TestImage SBOM = TestImages.referrer(73, IMAGE.root());
    private static final TestImage SIGNATURE = TestImages.cosignSignature(74, IMAGE.root());

    private final RegistryProcess process;
    private final RegistryProcess targetProcess;
    private final HarborFace harbor;
    private final HarborFace targetHarbor;
    private final Registry registry;
    private final Registry target;
    private final RawPusher pusher;

    AtHarborIT(@TempDir Path folder) {
        process = RegistryProcess.start(folder.resolve("harbor"));
        targetProcess = RegistryProcess.start(folder.resolve("target"));
        harbor = HarborFace.inFrontOf(process).account(USER, PASSWORD).start();
        targetHarbor =
                HarborFace.inFrontOf(targetProcess).account(USER, PASSWORD).start();
        registry = registry(harbor);
        target = registry(targetHarbor);
        pusher = new RawPusher(harbor.url(), USER, PASSWORD);
    }

    @AfterAll
    void stop() {
        pusher.close();
        target.close();
        registry.close();
        targetHarbor.close();
        harbor.close();
        targetProcess.close();
        process.close();
    }

    private static Registry registry(HarborFace face) {
        return new Registry(RegistryConfig.of(HostPort.parse(face.host()))
                .withPlainHttp(true)
                .withCredentials(CredentialSource.fixed(USER, Secret.of(PASSWORD))));
    }

    private static Digest digest(TestManifest manifest) {
        return Digest.parse(manifest.digest());
    }

    private boolean has(String repository, TestManifest manifest) {
        return process.contents().manifests(repository).stream()
                .anyMatch(stored -> stored.digest().equals(manifest.digest()));
    }

    // ---- What is not there: NOT_FOUND, which says no more than the status

    @Test
    void whatIsNotThereIsEmptyThoughHarborCallsItNotFound() {
        pusher.push("library/there", IMAGE, "v1");
        var nothing = digest(INDEX.root());

        assertEquals(Optional.empty(), registry.headManifest("library/there", "v2"));
        assertEquals(Optional.empty(), registry.getManifest("library/there", "v2"));
        assertEquals(Optional.empty(), registry.getManifest("library/there", nothing.toString()));
        assertEquals(Optional.empty(), registry.headManifest("library/nowhere", "v1"));
        assertFalse(registry.hasBlob("library/there", nothing));
    }

    @Test
    void tagsOfNoRepositoryAreAFaultThatNamesIt() {
        assertEquals(
                "NAME_UNKNOWN",
                assertThrows(ArtifactFault.class, () -> registry.listTags("library/nowhere"))
                        .code());
        assertEquals(
                new Deletion.AlreadyGone(), registry.deleteManifest("library/nowhere", digest(IMAGE.root()), Set.of()));
    }

    // ---- Deletes: by digest alone, with all tags, and not of what an index has

    @Test
    void tagIsNotDeletedByItselfAndManifestGoesOnlyWithTagsThatMayGo() {
        pusher.push("library/tags", IMAGE, "v1");
        pusher.putManifest("library/tags", IMAGE.root(), "v2");
        var digest = digest(IMAGE.root());

        assertInstanceOf(Deletion.Unsupported.class, registry.deleteTag("library/tags", "v1", digest));
        assertEquals(
                new Deletion.StillTagged(Set.of("v2")), registry.deleteManifest("library/tags", digest, Set.of("v1")));
        assertTrue(has("library/tags", IMAGE.root()));
        assertEquals(new Deletion.Deleted(), registry.deleteManifest("library/tags", digest, Set.of("v1", "v2")));
        assertFalse(has("library/tags", IMAGE.root()));
    }

    /** Harbor takes the children of an index with it. */
    @Test
    void artifactGoesWithTagsAndChildren() {
        pusher.push("library/going", INDEX, "v1");
        var children = INDEX.children().stream().map(AtHarborIT::digest).toList();

        var report = registry.deleteArtifact(
                new DeletionOrder("library/going", digest(INDEX.root()), Set.of("v1"), children));

        assertTrue(report.isGone(), report::toString);
        assertEquals(Map.of("v1", new Deletion.Deleted()), report.tags());
        assertEquals(List.of(), process.contents().manifests("library/going"));
    }

    @Test
    void childOfAnotherIndexStaysAndIsNamed() {
        var larger = TestImages.ociIndex(72, 3);
        // Its first two images are those of the smaller one.
        pusher.push("library/shared", larger, "larger");
        pusher.push("library/shared", INDEX, "v1");
        var children = INDEX.children().stream().map(AtHarborIT::digest).toList();

        var report = registry.deleteArtifact(
                new DeletionOrder("library/shared", digest(INDEX.root()), Set.of("v1"), children));

        assertEquals(new Deletion.Deleted(), report.manifests().get(digest(INDEX.root())));
        for (var child : INDEX.children()) {
            assertEquals(new Deletion.StillReferenced(), report.manifests().get(digest(child)));
            assertTrue(has("library/shared", child));
        }
    }

    // ---- Referrers, by Harbor's own API

    @Test
    void referrersAndCosignsTagsAreListedAndOfNothingThereAreNone() {
        pushWithReferrers("library/referred");

        var listing = registry.listReferrers("library/referred", digest(IMAGE.root()));

        assertInstanceOf(ReferrerListing.ByApi.class, listing);
        assertEquals(
                Set.of(digest(SBOM.root()), digest(SIGNATURE.root())),
                Set.copyOf(listing.referrers().stream()
                        .map(Referrer::descriptor)
                        .map(descriptor -> descriptor.digest())
                        .toList()));
        assertEquals(
                new ReferrerListing.ByApi(List.of()), registry.listReferrers("library/referred", digest(SBOM.root())));
        assertEquals(
                new ReferrerListing.ByApi(List.of()), registry.listReferrers("library/referred", digest(INDEX.root())));
    }

    @Test
    void whatIsAboutAnImageComesAlongFromHarborToHarborWithoutAFallbackTag() {
        pushWithReferrers("library/signed");
        var copier = new Copier(registry, target, CopyLimits.defaults());
        var order = new CopyOrder(
                "library/signed",
                digest(IMAGE.root()),
                "copy/signed",
                Optional.of("v1"),
                TagGate.ALWAYS,
                CopyListener.SILENT);

        copier.copy(order);
        copier.copyReferrers(order);

        assertEquals(Set.of("v1", TestImages.cosignTag(IMAGE.root())), Set.copyOf(target.listTags("copy/signed")));
        assertEquals(
                2,
                target.listReferrers("copy/signed", digest(IMAGE.root()))
                        .referrers()
                        .size());
        for (var manifest : List.of(SBOM.root(), SIGNATURE.root())) {
            var there = target.getManifest("copy/signed", manifest.digest()).orElseThrow();
            assertEquals(digest(manifest), there.digest());
        }
    }

    private void pushWithReferrers(String repository) {
        pusher.push(repository, IMAGE, "v1");
        pusher.pushByDigest(repository, SBOM);
        pusher.push(repository, SIGNATURE, TestImages.cosignTag(IMAGE.root()));
    }
}
