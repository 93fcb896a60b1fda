package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.JobsUnderWay.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Descriptor BIG = blob('a', 1_000);
    private static final Descriptor SMALL = blob('b', 10);
    private static final Descriptor SIGNATURE = blob('c', 5);

    private final Progress progress = new Progress();

    @Test
    void nothingIsKnownBeforeTheManifestsAreRead() {
        assertEquals(Optional.empty(), progress.bytesTotal());
        assertEquals(0, progress.bytesDone());
    }

    @Test
    void whatIsSentAndWhatWasThereIsDone() {
        progress.on(new CopyEvent.Planned(1, 2, 1_010));
        progress.on(new CopyEvent.BlobSkipped(SMALL));
        begin(BIG, 300);

        assertEquals(Optional.of(1_010L), progress.bytesTotal());
        assertEquals(310, progress.bytesDone());
        assertEquals(300, progress.bytesSent());
    }

    @Test
    void blobThatBeginsAnewIsNotDoneTwice() {
        progress.on(new CopyEvent.Planned(1, 1, 1_000));
        begin(BIG, 900);
        begin(BIG, 200);

        assertEquals(200, progress.bytesDone());
        assertEquals(1_100, progress.bytesSent());
    }

    @Test
    void moreIsNeverDoneThanThereIs() {
        progress.on(new CopyEvent.Planned(1, 1, 1_000));
        begin(BIG, 900);
        // It goes on from where the standby has it, which is not where it broke off.
        progress.on(new CopyEvent.BytesSent(BIG, 400));

        assertEquals(1_000, progress.bytesDone());
    }

    @Test
    void secondPlanIsAboutTheSameBlobs() {
        progress.on(new CopyEvent.Planned(1, 1, 1_000));
        begin(BIG, 900);
        progress.on(new CopyEvent.Planned(1, 2, 1_010));

        assertEquals(0, progress.bytesDone());
        assertEquals(Optional.of(1_010L), progress.bytesTotal());
    }

    @Test
    void whatIsAboutTheImageIsDoneBesideIt() {
        progress.on(new CopyEvent.Planned(1, 1, 1_000));
        begin(BIG, 1_000);
        progress.on(new CopyEvent.BlobSent(BIG));
        progress.onReferrer(new CopyEvent.Planned(1, 1, 5));
        assertEquals(1_000, progress.bytesDone());
        assertEquals(Optional.of(1_005L), progress.bytesTotal());

        progress.onReferrer(new CopyEvent.BlobSkipped(SIGNATURE));
        assertEquals(1_005, progress.bytesDone());
    }

    @Test
    void stateLastsUntilItIsClosed() {
        try (var _ = progress.in(State.COPYING)) {
            assertTrue(progress.phase().isAtWork());
        }
        assertEquals(State.WAITING, progress.phase().state());
        assertFalse(progress.phase().isAtWork());
    }

    private void begin(Descriptor blob, long bytes) {
        progress.on(new CopyEvent.BlobStarted(blob));
        progress.on(new CopyEvent.BytesSent(blob, bytes));
    }

    private static Descriptor blob(char digit, long size) {
        return new Descriptor(
                new MediaType("application/octet-stream"),
                Digest.parse("sha256:" + Character.toString(digit).repeat(64)),
                size);
    }
}
