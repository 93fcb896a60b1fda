package io.breakwater.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A blob's bytes, fetched on from where they broke off (distribution-spec, "Pulling blobs"; RFC 9110, 14.2). Whether they are
 * the right ones is not known here. For one thread at a time; closing is safe from any.
 */
final class ResumingStream extends InputStream {
    /** Opens the blob anew at a byte. */
    @FunctionalInterface
    interface Opener {
        /**
         * @throws RegistryException if the registry does not give it out
         * @throws CancellationException if this thread is interrupted
         */
        InputStream from(long offset);
    }

    /** Bytes. What moves the transfer on by less is not worth a connection. */
    private static final long PROGRESS = 64 << 10;
    /** How often in a row it may break off without progress. */
    private static final int MOST_IN_A_ROW = 3;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Opener opener;
    private volatile InputStream in;
    private volatile boolean closed;
    private long position;
    private long openedAt;
    private int brokenInARow;

    ResumingStream(InputStream first, Opener opener) {
        this.in = first;
        this.opener = opener;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (true) {
            try {
                var count = in.read(bytes, offset, length);
                position += Math.max(0, count);
                return count;
            } catch (IOException e) {
                resumeAfter(e);
            }
        }
    }

    private void resumeAfter(IOException broken) throws IOException {
        brokenInARow = position - openedAt >= PROGRESS ? 1 : brokenInARow + 1;
        if (closed || Thread.currentThread().isInterrupted() || brokenInARow > MOST_IN_A_ROW) {
            throw broken;
        }
        in.close();
        in = reopened();
        openedAt = position;
        if (closed) {
            in.close();
        }
    }

    /**
     * Goes on at another byte, by asking for the blob anew from there.
     *
     * @throws RegistryException if the registry does not give it out
     * @throws CancellationException if this thread is interrupted
     */
    void seek(long offset) throws IOException {
        in.close();
        position = offset;
        brokenInARow = 0;
        in = reopened();
        openedAt = offset;
        if (closed) {
            in.close();
        }
    }

    /** A registry that restarts refuses connections, or what stands before it answers 5xx: that counts as breaking off again. */
    private InputStream reopened() {
        while (true) {
            pause();
            try {
                return opener.from(position);
            } catch (RegistryFault away) {
                brokenInARow++;
                if (closed || brokenInARow > MOST_IN_A_ROW || !away.isPassing()) {
                    throw away;
                }
            }
        }
    }

    private void pause() {
        if (brokenInARow == 0) {
            return;
        }
        try {
            // A registry that restarts needs a moment, so the second and third time are given more.
            Thread.sleep(PAUSE.multipliedBy(1L << (2 * (brokenInARow - 1))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting to read a blob on");
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        in.close();
    }
}
