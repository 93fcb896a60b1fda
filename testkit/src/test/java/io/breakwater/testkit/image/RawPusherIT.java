package io.breakwater.testkit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.layout.DirLayout;
import io.breakwater.testkit.layout.OciLayout;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of image, pushed to a real registry by us and by skopeo, read back by skopeo. */
class RawPusherIT {
    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private static RawPusher pusher;
    private static final Skopeo SKOPEO = new Skopeo();

    @BeforeAll
    static void start() {
        registry = RegistryProcess.start(folder.resolve("registry"));
        pusher = new RawPusher(registry.url());
    }

    @AfterAll
    static void stop() {
        pusher.close();
        registry.close();
    }

    static List<TestImage> images() {
        return TestImages.everyKind(11);
    }

    /** What skopeo 1.9.3 copies: it refuses an index inside an index. */
    static List<TestImage> imagesForSkopeo() {
        return images().stream()
                .filter(image -> !image.kind().equals("oci-nested-index"))
                .toList();
    }

    /** What skopeo 1.9.3 finds in an OCI layout: it looks for OCI's own types only. */
    static List<TestImage> imagesForALayout() {
        var ofDocker = Set.of("docker", "docker-list");
        return imagesForSkopeo().stream()
                .filter(image -> !ofDocker.contains(image.kind()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("images")
    void whatWasPushedReadsBackByteForByte(TestImage image) {
        pusher.push("raw/" + image.kind(), image, "v1");

        assertArrayEquals(image.root().bytes(), SKOPEO.rawManifest(registry.host(), "raw/" + image.kind(), "v1"));
        for (var manifest : image.manifests()) {
            assertArrayEquals(
                    manifest.bytes(), SKOPEO.rawManifest(registry.host(), "raw/" + image.kind(), manifest.digest()));
        }
    }

    @ParameterizedTest
    @MethodSource("imagesForSkopeo")
    void skopeoPushesTheFolderUnchanged(TestImage image) {
        var source = folder.resolve("dir-" + image.kind());
        DirLayout.write(source, image);

        SKOPEO.copyAll("dir:" + source, Skopeo.reference(registry.host(), "dir/" + image.kind(), "v1"));

        assertEquals(image.root().digest(), SKOPEO.digest(registry.host(), "dir/" + image.kind(), "v1"));
    }

    @ParameterizedTest
    @MethodSource("imagesForALayout")
    void skopeoPushesTheLayoutUnchanged(TestImage image) {
        var source = folder.resolve("oci-" + image.kind());
        OciLayout.write(source, image, "v1");

        SKOPEO.copyAll("oci:" + source + ":v1", Skopeo.reference(registry.host(), "oci/" + image.kind(), "v1"));

        assertEquals(image.root().digest(), SKOPEO.digest(registry.host(), "oci/" + image.kind(), "v1"));
    }

    @Test
    void anImageWithoutATagIsThereByItsDigest() {
        var image = TestImages.oci(12, 1, 100);

        pusher.pushByDigest("raw/untagged", image);

        assertEquals(
                image.root().digest(),
                SKOPEO.digest(registry.host(), "raw/untagged", image.root().digest()));
    }

    @Test
    void aDeletedManifestIsGone() {
        var image = TestImages.oci(13, 1, 100);
        pusher.push("raw/deleted", image, "v1");

        pusher.deleteManifest("raw/deleted", image.root().digest());

        assertThrows(IllegalStateException.class, () -> SKOPEO.digest(registry.host(), "raw/deleted", "v1"));
    }

    @Test
    void aManifestWithoutItsBlobsIsRefusedWithTheRegistrysWords() {
        var manifest = TestImages.oci(14, 1, 100).root();

        var refusal =
                assertThrows(IllegalStateException.class, () -> pusher.putManifest("raw/dangling", manifest, "v1"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("MANIFEST_BLOB_UNKNOWN"), refusal.getMessage());
    }

    @Test
    void skopeosWordsAreInTheErrorAndThePasswordIsNot() {
        var skopeo = Skopeo.withLogin("robot", "s3cret-s3cret");

        var error = assertThrows(
                IllegalStateException.class, () -> skopeo.rawManifest(registry.host(), "raw/nothing", "v1"));

        var message = String.valueOf(error.getMessage());
        assertTrue(message.contains("manifest unknown"), message);
        assertTrue(!message.contains("s3cret"), message);
        assertTrue(message.getBytes(UTF_8).length < 2_000, message);
    }
}
