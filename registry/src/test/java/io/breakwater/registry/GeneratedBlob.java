package io.breakwater.registry;

import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

/** A blob of any size that lies nowhere: each of its bytes follows from its place, and no two pieces of it are alike. */
record GeneratedBlob(long size) {
    /** Bytes. */
    private static final int PIECE = 64 << 10;

    private static final byte[] PATTERN = pattern();

    private static byte[] pattern() {
        var bytes = new byte[PIECE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static byte[] piece(long number) {
        var bytes = PATTERN.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (number >>> (8 * i));
        }
        return bytes;
    }

    void write(long offset, long length, OutputStream out) throws IOException {
        for (long at = offset, end = offset + length; at < end; ) {
            var start = (int) (at % PIECE);
            var count = (int) Math.min(PIECE - start, end - at);
            out.write(piece(at / PIECE), start, count);
            at += count;
        }
    }

    Digest digest() throws IOException {
        var hash = hash();
        write(0, size, into(hash));
        return digest(hash);
    }

    static MessageDigest hash() {
        return Digest.ofSha256(new byte[0]).hash();
    }

    static Digest digest(MessageDigest hash) {
        var hex = HexFormat.of().formatHex(hash.digest());
        return Digest.parse("sha256:" + hex);
    }

    /** Hashes up to {@code most} bytes. */
    static long read(InputStream in, long most, MessageDigest hash) throws IOException {
        var buffer = new byte[64 << 10];
        long read = 0;
        while (read < most) {
            var count = in.read(buffer, 0, (int) Math.min(buffer.length, most - read));
            if (count < 0) {
                break;
            }
            hash.update(buffer, 0, count);
            read += count;
        }
        return read;
    }

    private static OutputStream into(MessageDigest hash) {
        return new OutputStream() {
            @Override
            public void write(int one) {
                hash.update((byte) one);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                hash.update(bytes, offset, length);
            }
        };
    }
}
