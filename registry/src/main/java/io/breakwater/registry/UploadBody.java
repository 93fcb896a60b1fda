package io.breakwater.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * A blob on its way out, or a part of it: tells how far it is, and until when the registry has time to take the next bytes.
 * Written by the thread that sends, watched by another.
 */
final class UploadBody extends AbstractHttpEntity implements Deadline {
    /** Bytes; the most that is read from the source and written to the target in one piece. More gain nothing (measured). */
    private static final int BUFFER = 128 << 10;

    /**
     * Bytes that the target has its idle time for, whatever pieces they come in from the source: who takes them byte after byte
     * has stopped.
     */
    private static final int LEAST = 128 << 10;

    /** Bytes sent between two looks whether there is an answer; one takes a millisecond. */
    private static final long LOOK_EVERY = 16 << 20;

    private static final String ATTRIBUTE = UploadBody.class.getName();

    private final BlobReader blob;
    private final LongConsumer progress;
    private final long idleNanos;
    private final long commitNanos;
    private final long length;
    private long left;
    private EarlyAnswer early = () -> false;
    private long sinceLook;
    /** What was taken, and how long that took, since the last {@link #LEAST} bytes were gone. */
    private int takenSince;

    private long nanosSince;
    private volatile boolean readingSource;
    private volatile boolean sent;
    /** From when the target's time runs; what it took already of the next {@link #LEAST} bytes lies before. */
    private volatile long runsFrom = System.nanoTime();

    /** @param length how many of the bytes that {@code blob} gives out next */
    UploadBody(BlobReader blob, long length, LongConsumer progress, Duration idle, Duration commit) {
        super((ContentType) null, null);
        this.blob = blob;
        this.progress = progress;
        this.idleNanos = idle.toNanos();
        this.commitNanos = commit.toNanos();
        this.length = length;
        this.left = length;
    }

    /** Whether the answer, which is a refusal then, has come before all is sent. */
    @FunctionalInterface
    interface EarlyAnswer {
        boolean isThere() throws IOException;
    }

    /** What the source, or who is told of progress, threw. The client would close all of its connections for an Error. */
    static final class SourceError extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Error error;

        SourceError(Error error) {
            super(error);
            this.error = error;
        }

        Error error() {
            return error;
        }
    }

    /** The upload that is sent in this context. */
    static Optional<UploadBody> in(HttpContext context) {
        return Optional.ofNullable((UploadBody) context.getAttribute(ATTRIBUTE));
    }

    void putInto(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** @param answer asked now and then while this is written */
    void listen(EarlyAnswer answer) {
        early = answer;
    }

    /** The clock runs from here: the request leaves now. */
    UploadBody start() {
        runsFrom = System.nanoTime();
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
            requireEnd();
        }
        var buffer = new byte[(int) Math.min(BUFFER, left)];
        while (left > 0) {
            var count = read(buffer);
            if (!isTaken(out, buffer, count)) {
                return;
            }
            left -= count;
        }
        runsFrom = System.nanoTime();
        sent = true;
    }

    private boolean isTaken(OutputStream out, byte[] buffer, int count) {
        try {
            var since = System.nanoTime();
            out.write(buffer, 0, count);
            count(count, System.nanoTime() - since);
            sinceLook += count;
            if (sinceLook < LOOK_EVERY) {
                return true;
            }
            sinceLook = 0;
            return !early.isThere();
        } catch (IOException brokenOff) {
            return false;
        }
    }

    private void count(int taken, long nanos) {
        takenSince += taken;
        nanosSince += nanos;
        if (takenSince >= LEAST) {
            takenSince = 0;
            nanosSince = 0;
        }
    }

    /** An empty blob, or one that is there but for its commit, is verified before anything is sent. */
    private void requireEnd() {
        if (blob.read() >= 0) {
            throw new IllegalStateException("a blob gave out a byte after its last");
        }
    }

    /** A reader ends only when all bytes are read, or else throws; and who is told of progress may take his time. */
    private int read(byte[] buffer) {
        readingSource = true;
        try {
            var count = blob.read(buffer, 0, (int) Math.min(buffer.length, left));
            progress.accept(count);
            return count;
        } catch (Error e) {
            throw new SourceError(e);
        } finally {
            runsFrom = System.nanoTime() - nanosSince;
            readingSource = false;
        }
    }

    /** Whether all of it has been handed to the connection. */
    boolean isSent() {
        return sent;
    }

    /**
     * While we wait for the source, which has a watch of its own, the target's time stands still; but it may have little left
     * then, so it is looked for soon.
     */
    @Override
    public long nanosLeft() {
        if (readingSource) {
            return idleNanos / 8;
        }
        return (sent ? commitNanos : idleNanos) - (System.nanoTime() - runsFrom);
    }

    @Override
    public long getContentLength() {
        return length;
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
