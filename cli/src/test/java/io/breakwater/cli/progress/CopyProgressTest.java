package io.breakwater.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CopyProgressTest {
    private final Descriptor sent = blob("sent");
    private final Descriptor mounted = blob("mounted");
    private final CopyProgress progress = new CopyProgress();

    private static Descriptor blob(String text) {
        return new Descriptor(MediaType.OCTET_STREAM, Digest.ofSha256(text.getBytes(StandardCharsets.UTF_8)), 100);
    }

    private void copyBoth() {
        progress.on(new CopyEvent.Planned(1, 2, 200));
        progress.on(new CopyEvent.BytesSent(sent, 100));
        progress.on(new CopyEvent.BlobSent(sent));
        progress.on(new CopyEvent.BlobMounted(mounted));
    }

    @Test
    void whatIsReusedIsDoneButNotSent() {
        copyBoth();

        assertEquals(new Progress(200, 200, 2, 2, 100), progress.get());
    }

    /** The target has refused the manifest. */
    @Test
    void secondPlanBeginsAnew() {
        copyBoth();

        progress.on(new CopyEvent.Planned(1, 2, 200));
        assertEquals(new Progress(0, 200, 0, 2, 100), progress.get());
        progress.on(new CopyEvent.BlobSkipped(sent));
        assertEquals(new Progress(100, 200, 1, 2, 100), progress.get());
    }

    @Test
    void layersThatARuleLeavesOutAreNotCounted() {
        progress.on(new CopyEvent.BlobSkipped(blob("foreign")));

        copyBoth();

        assertEquals(new Progress(200, 200, 2, 2, 100), progress.get());
    }

    @Test
    void partsAreAddedUp() {
        var part = progress.part();
        part.on(new CopyEvent.Planned(1, 1, 100));
        copyBoth();

        assertEquals(new Progress(200, 300, 2, 3, 100), progress.get());
    }
}
