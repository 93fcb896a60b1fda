package io.breakwater.registry;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way out: tells how far it is, and until when the registry has time to take the next bytes. Read by one
 * thread of the HTTP client, watched by the one that sends.
 */
final class UploadBody extends InputStream implements Deadline {
    private final BlobReader blob;
    private final LongConsumer progress;
    private final long idleNanos;
    private final long commitNanos;
    private long left;
    private volatile boolean readingSource;
    private volatile boolean allRead;
    private volatile long lastMove = System.nanoTime();
    private volatile @Nullable RuntimeException failure;

    UploadBody(BlobReader blob, LongConsumer progress, Duration idle, Duration commit) {
        this.blob = blob;
        this.progress = progress;
        this.idleNanos = idle.toNanos();
        this.commitNanos = commit.toNanos();
        this.left = blob.blob().size();
        this.allRead = left == 0;
    }

    /** The clock runs from here: the request leaves now. */
    UploadBody start() {
        lastMove = System.nanoTime();
        return this;
    }

    /**
     * A source that fails ends the stream, and the request with it, since fewer bytes have come than were announced. An
     * exception would be lost: the client's publisher reads ahead where it reports none, and the request would hang.
     */
    @Override
    public int read(byte[] bytes, int offset, int length) {
        readingSource = true;
        try {
            var count = blob.read(bytes, offset, length);
            if (count > 0) {
                left -= count;
                allRead = left == 0;
                progress.accept(count);
            }
            return count;
        } catch (RuntimeException e) {
            failure = e;
            return -1;
        } finally {
            lastMove = System.nanoTime();
            readingSource = false;
        }
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Why the source ended early, if it did. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** While we wait for the source, which has a watch of its own, the target's time stands still. */
    @Override
    public long nanosLeft() {
        if (readingSource) {
            return idleNanos;
        }
        return (allRead ? commitNanos : idleNanos) - (System.nanoTime() - lastMove);
    }
}
