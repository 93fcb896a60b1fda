package io.breakwater.testkit.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/** A layer's tar with one file of pseudo-random bytes, and its compressed forms. The same values give the same bytes. */
final class LayerTar {
    private static final int BLOCK = 512;
    private static final int LARGEST_ZSTD_BLOCK = 1 << 17;

    private LayerTar() {}

    /** POSIX ustar: a header, the content filled up to whole blocks, two empty blocks. */
    static byte[] of(String fileName, long seed, int size) {
        var tar = ByteBuffer.allocate(BLOCK + roundedUp(size) + 2 * BLOCK);
        tar.put(header(fileName, size));
        tar.put(generated(seed, size));
        return tar.array();
    }

    static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** A zstd frame (RFC 8878, 3.1.1) of raw blocks: pseudo-random bytes would not shrink anyway. */
    static byte[] zstd(byte[] bytes) {
        var blocks = Math.max(1, Math.ceilDiv(bytes.length, LARGEST_ZSTD_BLOCK));
        var frame = ByteBuffer.allocate(9 + 3 * blocks + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        // Single segment, content size in four bytes, no checksum, no dictionary.
        frame.putInt(0xFD2FB528).put((byte) 0b1010_0000).putInt(bytes.length);
        for (var block = 0; block < blocks; block++) {
            var start = block * LARGEST_ZSTD_BLOCK;
            var length = Math.min(LARGEST_ZSTD_BLOCK, bytes.length - start);
            var header = length << 3 | (block == blocks - 1 ? 1 : 0);
            frame.put((byte) header).put((byte) (header >> 8)).put((byte) (header >> 16));
            frame.put(bytes, start, length);
        }
        return frame.array();
    }

    private static byte[] header(String fileName, int size) {
        var header = ByteBuffer.allocate(BLOCK);
        text(header, 0, fileName);
        text(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(size) + "00000000000\0");
        text(header, 148, "        ");
        text(header, 156, "0");
        text(header, 257, "ustar\0" + "00");
        var sum = 0;
        for (var value : header.array()) {
            sum += value & 0xff;
        }
        text(header, 148, "%06o\0 ".formatted(sum));
        return header.array();
    }

    private static void text(ByteBuffer header, int at, String text) {
        header.put(at, text.getBytes(US_ASCII));
    }

    private static int roundedUp(int size) {
        return Math.ceilDiv(size, BLOCK) * BLOCK;
    }

    private static byte[] generated(long seed, int size) {
        try (var stream = new GeneratedBytes(seed, size)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
