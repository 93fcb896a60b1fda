package io.breakwater.bench.corpus;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Pseudo-random bytes that begin as gzip does, in constant memory; the same for the same seed. Copy tools look at a layer's
 * first bytes and would compress what is not compressed; none of them unpacks it.
 */
final class LayerStream extends InputStream {
    /** Magic, deflate, no flags, no time, unknown system (RFC 1952, 2.3). */
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private final SplittableRandom random;
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private long left;

    LayerStream(long seed, long size) {
        random = new SplittableRandom(seed);
        left = size;
        chunk.put(GZIP_HEAD).flip();
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        if (!chunk.hasRemaining()) {
            refill();
        }
        var count = (int) Math.min(Math.min(length, chunk.remaining()), left);
        chunk.get(target, offset, count);
        left -= count;
        return count;
    }

    private void refill() {
        chunk.clear();
        while (chunk.hasRemaining()) {
            chunk.putLong(random.nextLong());
        }
        chunk.flip();
    }
}
