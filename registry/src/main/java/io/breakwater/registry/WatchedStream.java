package io.breakwater.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * A body that is coming in, and ends with an exception if it stands still, or does little else: in the time that it may
 * stand still, {@link #LEAST} bytes or the rest have to come. Only the time that somebody waits in a read counts: a slow
 * reader is no stalled body. Each has a virtual thread that watches it until it is closed.
 */
final class WatchedStream extends InputStream {
    /** Bytes. A body that drips would hold its connection, and who waits for the blob, for ever. */
    static final int LEAST = 64 << 10;

    private final InputStream in;
    private final long idleNanos;
    private final LongConsumer spend;
    private final Watch watch;
    private volatile boolean reading;
    private volatile long readUntil;
    /** What came, and how long was waited for it, since the last {@link #LEAST} bytes were there. */
    private int bytesSince;

    private long nanosSince;

    /** @param spend is told of each read's bytes after it, and may take its time */
    WatchedStream(InputStream in, Duration idle, LongConsumer spend) {
        this.in = in;
        this.spend = spend;
        this.idleNanos = idle.toNanos();
        this.watch = Watch.start(this::nanosLeft, this::closeQuietly);
    }

    /** Between two reads no time passes, but the next one may have little left: it is looked for soon. */
    private long nanosLeft() {
        return reading ? readUntil - System.nanoTime() : idleNanos / 8;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var count = readWatched(bytes, offset, length);
        if (count > 0) {
            spend.accept(count);
        }
        return count;
    }

    private int readWatched(byte[] bytes, int offset, int length) throws IOException {
        var since = System.nanoTime();
        readUntil = since + idleNanos - nanosSince;
        reading = true;
        try {
            var count = in.read(bytes, offset, length);
            count(count, System.nanoTime() - since);
            return count;
        } catch (IOException e) {
            throw watch.isExpired() ? new SocketTimeoutException("too few bytes in time") : e;
        } finally {
            reading = false;
        }
    }

    private void count(int bytes, long nanos) {
        bytesSince += Math.max(0, bytes);
        nanosSince += nanos;
        if (bytesSince >= LEAST) {
            bytesSince = 0;
            nanosSince = 0;
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() {
        watch.stop();
        closeQuietly();
    }

    private void closeQuietly() {
        try {
            in.close();
        } catch (IOException ignored) {
            // The connection is given up with the stream; nothing else was wanted of it.
        }
    }
}
