package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlobReaderTest {
    private static BlobReader reader(byte[] promised, long size, InputStream content) {
        var blob = new Descriptor(MediaType.OCTET_STREAM, Digest.ofSha256(promised), size);
        return new BlobReader(blob, content, "pull blob x", "cr.example.io");
    }

    private static BlobReader reader(byte[] promised, byte[] content) {
        return reader(promised, promised.length, new ByteArrayInputStream(content));
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** As much as is given out before the fault. */
    private static int given(BlobReader reader, String code) {
        var given = 0;
        var buffer = new byte[777];
        try {
            for (int count = reader.read(buffer, 0, 777); count >= 0; count = reader.read(buffer, 0, 777)) {
                given += count;
            }
        } catch (ArtifactFault fault) {
            assertEquals(code, fault.code());
            assertEquals(fault, assertThrows(ArtifactFault.class, () -> reader.read(buffer, 0, 777)));
            return given;
        }
        throw new AssertionError("read to the end");
    }

    @Test
    void rightBytesAreGivenOut() throws IOException {
        for (int length : new int[] {0, 1, 776, 777, 778, 100_000}) {
            assertArrayEquals(
                    random(length), reader(random(length), random(length)).readAllBytes());
        }
    }

    @Test
    void wrongBytesAreNeverGivenOutToTheEnd() {
        var wrong = random(100_000);
        wrong[99_999] ^= 1;

        assertTrue(given(reader(random(100_000), wrong), ArtifactFault.DIGEST_MISMATCH) < 100_000);
    }

    @Test
    void longerBodyIsNeverGivenOutToTheSizePromised() {
        var content = random(1_000);

        assertTrue(given(reader(content, 999, new ByteArrayInputStream(content)), ArtifactFault.SIZE_MISMATCH) < 999);
    }

    @Test
    void shorterBodyIsNoticed() {
        given(reader(random(1_000), 1_001, new ByteArrayInputStream(random(1_000))), ArtifactFault.SIZE_MISMATCH);
    }

    @Test
    void emptyBlobIsVerifiedToo() {
        given(reader("x".getBytes(UTF_8), 0, InputStream.nullInputStream()), ArtifactFault.DIGEST_MISMATCH);
        given(reader(new byte[0], "x".getBytes(UTF_8)), ArtifactFault.SIZE_MISMATCH);
    }

    @Test
    void singleBytesCanBeRead() {
        var reader = reader(new byte[] {(byte) 0xff, 2}, new byte[] {(byte) 0xff, 2});

        assertEquals(0xff, reader.read());
        assertEquals(2, reader.read());
        assertEquals(-1, reader.read());
    }
}
