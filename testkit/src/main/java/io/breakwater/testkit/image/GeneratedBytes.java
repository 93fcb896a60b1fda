package io.breakwater.testkit.image;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.SplittableRandom;

/** A stream of {@code size} pseudo-random bytes, the same for the same seed, in constant memory. */
final class GeneratedBytes extends InputStream {
    private static final int CHUNK = 1 << 16;

    private final SplittableRandom random;
    private final ByteBuffer chunk =
            ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long left;

    GeneratedBytes(long seed, long size) {
        this.random = new SplittableRandom(seed);
        this.left = size;
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
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
