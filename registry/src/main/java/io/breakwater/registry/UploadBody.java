package io.breakwater.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A blob on its way out: tells how far it is, and until when the registry has time to take the next bytes. Written by the
 * thread that sends, watched by another.
 */
final class UploadBody extends AbstractHttpEntity implements Deadline {
    /** Bytes; read from the source and written to the target in one piece. Larger ones gain nothing (measured). */
    private static final int BUFFER = 128 << 10;

    private final BlobReader blob;
    private final LongConsumer progress;
    private final long idleNanos;
    private final long commitNanos;
    private long left;
    private volatile boolean readingSource;
    private volatile boolean sent;
    private volatile long lastMove = System.nanoTime();

    UploadBody(BlobReader blob, LongConsumer progress, Duration idle, Duration commit) {
        super((ContentType) null, null);
        this.blob = blob;
        this.progress = progress;
        this.idleNanos = idle.toNanos();
        this.commitNanos = commit.toNanos();
        this.left = blob.blob().size();
    }

    /** The clock runs from here: the request leaves now. */
    UploadBody start() {
        lastMove = System.nanoTime();
        return this;
    }

    /**
     * Who closes the connection in the middle may have said why before: then this returns, and the answer is read.
     *
     * @throws RegistryException if the source fails
     */
    @Override
    public void writeTo(OutputStream out) {
        if (left == 0) {
            requireEmpty();
        }
        var buffer = new byte[(int) Math.min(BUFFER, left)];
        while (left > 0) {
            var count = read(buffer);
            try {
                out.write(buffer, 0, count);
            } catch (IOException brokenOff) {
                return;
            }
            left -= count;
            lastMove = System.nanoTime();
        }
        sent = true;
    }

    /** An empty blob is verified before anything is sent. */
    private void requireEmpty() {
        if (blob.read() >= 0) {
            throw new IllegalStateException("an empty blob gave out a byte");
        }
    }

    /** A reader ends only when all bytes are read, or else throws; and who is told of progress may take his time. */
    private int read(byte[] buffer) {
        readingSource = true;
        try {
            var count = blob.read(buffer, 0, buffer.length);
            progress.accept(count);
            return count;
        } finally {
            lastMove = System.nanoTime();
            readingSource = false;
        }
    }

    /** Whether all of it has been handed to the connection. */
    boolean isSent() {
        return sent;
    }

    /** While we wait for the source, which has a watch of its own, the target's time stands still. */
    @Override
    public long nanosLeft() {
        if (readingSource) {
            return idleNanos;
        }
        return (sent ? commitNanos : idleNanos) - (System.nanoTime() - lastMove);
    }

    @Override
    public long getContentLength() {
        return blob.blob().size();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("it is written, by whoever reads the source");
    }

    /** The source belongs to whoever opened it. */
    @Override
    public void close() {}
}
