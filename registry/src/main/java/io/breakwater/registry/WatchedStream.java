package io.breakwater.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * A body that is coming in, and ends with an exception if it stands still. Only the time that somebody waits in a read
 * counts: a slow reader is no stalled body. Each has a virtual thread that watches it until it is closed.
 */
final class WatchedStream extends InputStream {
    private final InputStream in;
    private final long idleNanos;
    private final LongConsumer spend;
    private final Watch watch;
    private volatile boolean reading;
    private volatile long readSince;

    /** @param spend is told of each read's bytes after it, and may take its time */
    WatchedStream(InputStream in, Duration idle, LongConsumer spend) {
        this.in = in;
        this.spend = spend;
        this.idleNanos = idle.toNanos();
        this.watch = Watch.start(this::nanosLeft, this::closeQuietly);
    }

    private long nanosLeft() {
        return reading ? idleNanos - (System.nanoTime() - readSince) : idleNanos;
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
        readSince = System.nanoTime();
        reading = true;
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw watch.isExpired() ? new SocketTimeoutException("no byte in time") : e;
        } finally {
            reading = false;
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
