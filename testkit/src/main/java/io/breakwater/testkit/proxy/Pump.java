package io.breakwater.testkit.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads messages from one side and passes them on to the other, each byte once through one buffer: what has been read goes
 * out when more has to be read, so that a head leaves together with the beginning of its body. Of one thread.
 */
final class Pump {
    private final InputStream in;
    private final Lane out;
    private final byte[] buffer = new byte[1 << 16];
    /** {@code buffer[sent..read)} is to go out, {@code buffer[read..limit)} has not been looked at. */
    private int sent;

    private int read;
    private int limit;

    Pump(InputStream in, Lane out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Reads the next head, which goes out with what follows unless it is {@link #discard}ed.
     *
     * @return empty at the end of the connection
     */
    Optional<Head> head() throws IOException {
        flush();
        var length = headLength();
        while (length == 0) {
            if (!fill()) {
                if (read == limit) {
                    return Optional.empty();
                }
                throw new EOFException("in the middle of a head");
            }
            if (buffer[read] < 'A') {
                // As a greeting of TLS does; its client waits for an answer, and falls back to plain HTTP if hung up
                // on.
                throw new IOException("not HTTP");
            }
            length = headLength();
        }
        var head = Head.parse(buffer, read, read + length);
        read += length;
        return Optional.of(head);
    }

    /**
     * Passes a body on until it ends, or until {@code most} bytes of it have been read. The last of it needs a {@link #flush}.
     *
     * @param progress told of the bytes so far before they go out
     */
    void body(Framing framing, long most, LongConsumer progress) throws IOException {
        while (!framing.isDone() && framing.payload() < most) {
            if (read == limit && !fill()) {
                if (framing instanceof Framing.UntilClose) {
                    return;
                }
                throw new EOFException("in the middle of a body");
            }
            var end = (int) Math.min(limit, read + Math.min(most - framing.payload(), buffer.length));
            read += framing.take(buffer, read, end);
            progress.accept(framing.payload());
        }
    }

    /** Reads a body to its end and passes nothing of it on, nor what has not gone out before it. */
    void swallow(Framing framing, LongConsumer progress) throws IOException {
        discard();
        while (!framing.isDone()) {
            if (read == limit && !fill()) {
                return;
            }
            read += framing.take(buffer, read, limit);
            discard();
            progress.accept(framing.payload());
        }
    }

    /** Turns the bits of the last byte that was read. */
    void flip() {
        buffer[read - 1] ^= (byte) 0xff;
    }

    void flush() throws IOException {
        var from = sent;
        sent = read;
        out.write(buffer, from, read - from);
    }

    private void discard() {
        sent = read;
    }

    private boolean fill() throws IOException {
        flush();
        System.arraycopy(buffer, read, buffer, 0, limit - read);
        limit -= read;
        sent = 0;
        read = 0;
        if (limit == buffer.length) {
            throw new IOException("a head of more than 64 KiB");
        }
        var count = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(0, count);
        return count > 0;
    }

    /** 0 while it is not complete. */
    private int headLength() {
        for (var at = read; at < limit; at++) {
            if (buffer[at] == '\n') {
                var next = at + 1 < limit && buffer[at + 1] == '\r' ? at + 2 : at + 1;
                if (next < limit && buffer[next] == '\n') {
                    return next + 1 - read;
                }
            }
        }
        return 0;
    }
}
