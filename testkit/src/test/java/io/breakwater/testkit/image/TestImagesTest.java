package io.breakwater.testkit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestImagesTest {
    @TempDir
    Path folder;

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
        assertEquals(roots(1), roots(1));
        roots(2).forEach(root -> assertTrue(!roots(1).contains(root), root::toString));
    }

    /** Guards against an order that differs between two runs of Java, as that of {@code Map.of} does. */
    @Test
    void anImageHasTheSameDigestInEveryJvm() {
        assertEquals(
                "sha256:808d95abbf2b397bb45f2fedf7f39e329036d511f68fbb3053b23844cdd180be",
                TestImages.nestedIndex(1).root().digest());
    }

    @Test
    void blobsReadBackAsTheirDigestSays() throws IOException {
        for (var image : TestImages.everyKind(3)) {
            for (var blob : image.blobs()) {
                try (var content = blob.open().get()) {
                    var bytes = content.readAllBytes();
                    assertEquals(blob.size(), bytes.length);
                    assertEquals(blob.digest(), Sha256.of(bytes), image.kind());
                }
            }
        }
    }

    @Test
    void aGeneratedBlobIsTheSameAtEveryReading() throws IOException {
        var blob = TestBlob.generated("application/octet-stream", 5, 200_001);

        try (var first = blob.open().get();
                var second = blob.open().get()) {
            var bytes = first.readAllBytes();
            assertEquals(200_001, bytes.length);
            assertArrayEquals(bytes, second.readAllBytes());
            assertEquals(blob.digest(), Sha256.of(bytes));
        }
    }

    @Test
    void aLayerIsATarThatTarReads() throws IOException, InterruptedException {
        var layer = TestImages.oci(1, 1, 3_000).blobs().getLast();
        var tar = folder.resolve("layer.tar");
        try (var content = new GZIPInputStream(layer.open().get())) {
            Files.copy(content, tar);
        }

        var process = new ProcessBuilder("tar", "-tvf", tar.toString())
                .redirectErrorStream(true)
                .start();

        var listing = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), listing);
        assertTrue(listing.contains("3000") && listing.contains("layer-0.bin"), listing);
    }

    @Test
    void aConfigurationListsTheUncompressedLayers() throws IOException {
        var image = TestImages.oci(1, 2, 500);

        var config = new ObjectMapper()
                .readTree(image.blobs().getFirst().open().get().readAllBytes());

        var diffId = config.path("rootfs").path("diff_ids").path(1).asText();
        try (var layer = new GZIPInputStream(image.blobs().get(2).open().get())) {
            assertEquals(diffId, Sha256.of(layer.readAllBytes()));
        }
    }

    @Test
    void aLayerMoreMakesAnotherManifestThatNamesIt() {
        var image = TestImages.docker(1, 1, 100);

        var larger = image.withLayer(1_000_000);

        assertNotEquals(image.root(), larger.root());
        assertEquals(MediaTypes.DOCKER_LAYER, larger.blobs().getLast().mediaType());
        assertTrue(new String(larger.root().bytes(), UTF_8)
                .contains(larger.blobs().getLast().digest()));
        assertTrue(larger.bytes() > 1_000_000);
    }

    @Test
    void aStoredZstdFrameHasTheSizesThatItsHeaderSays() {
        var frame = LayerTar.zstd(new byte[300_000]);

        assertEquals(9 + 3 * 3 + 300_000, frame.length);
        assertEquals(0x28, new ByteArrayInputStream(frame).read());
    }

    private static List<TestManifest> roots(long seed) {
        return TestImages.everyKind(seed).stream().map(TestImage::root).toList();
    }
}
