package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How much time a target has left that takes a blob slowly, by the clock: only what surely passed is counted on. */
class UploadBodyTest {
    private static final int PIECE = 16 << 10;
    private static final byte[] BLOB = new byte[10 * PIECE];
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration COMMIT = Duration.ofHours(2);
    private static final Duration STEP = Duration.ofMillis(100);

    /** What was left when each piece had been taken. */
    private final List<Duration> left = new ArrayList<>();

    /** As TLS does: a small piece for each read, however much is wanted. */
    private static InputStream inPieces(Duration each) {
        return new ByteArrayInputStream(BLOB) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                sleep(each);
                return super.read(bytes, offset, Math.min(length, PIECE));
            }
        };
    }

    private static void sleep(Duration time) {
        for (var end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private UploadBody written(InputStream source, Duration eachPiece) {
        var blob = new Descriptor(MediaType.OCTET_STREAM, Digest.ofSha256(BLOB), BLOB.length);
        var reader = new BlobReader(blob, source, "pull blob x", "cr.example.io");
        var body = new UploadBody(reader, BLOB.length, _ -> {}, IDLE, COMMIT).start();
        body.writeTo(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("not in pieces");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                sleep(eachPiece);
                left.add(Duration.ofNanos(body.nanosLeft()));
            }
        });
        return body;
    }

    @Test
    void timeIsForSoManyBytesWhateverPiecesTheyComeIn() {
        written(inPieces(Duration.ZERO), STEP);

        for (int piece = 1; piece <= 8; piece++) {
            var spent = STEP.multipliedBy(piece);
            assertTrue(left.get(piece - 1).compareTo(IDLE.minus(spent)) <= 0, () -> spent + " were spent: " + left);
        }
        assertTrue(left.get(8).compareTo(left.get(7)) > 0, () -> "then it begins anew: " + left);
    }

    @Test
    void timeThatTheSourceTakesIsNotTheTargets() {
        var pause = STEP.multipliedBy(5);
        written(inPieces(pause), Duration.ZERO);

        assertTrue(left.getLast().compareTo(IDLE.minus(pause)) > 0, left::toString);
    }

    @Test
    void whenAllIsSentTheTimeToCommitRuns() {
        var body = written(inPieces(Duration.ZERO), Duration.ZERO);

        assertTrue(body.isSent());
        assertEquals(
                COMMIT.toMinutes(),
                Duration.ofNanos(body.nanosLeft()).plusSeconds(30).toMinutes());
    }
}
