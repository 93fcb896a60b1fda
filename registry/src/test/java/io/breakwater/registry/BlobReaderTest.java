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
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlobReaderTest {
    /** {@code head -c 300000000 /dev/zero | sha256sum} */
    private static final String DIGEST_OF_ZEROS =
            "sha256:e8671610daa5dc152578d9bfe8e25346aa73fa600f908b235f55bf51d0eb5a05";

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

    // ---- Going back

    private static final byte[] LARGE = random(30_000_000);

    /** Gives {@code first} the first time, and {@code again} from where it is opened again. */
    private static BlobReader twice(byte[] promised, byte[] first, byte[] again) {
        var content = new ResumingStream(
                new ByteArrayInputStream(first),
                offset -> new ByteArrayInputStream(again, (int) offset, again.length - (int) offset));
        return reader(promised, promised.length, content);
    }

    @ParameterizedTest
    @CsvSource({
        "20000000, 20000000",
        "20000000, 19999999",
        "20000000, 16777216",
        "20000000, 5",
        "20000000, 0",
        "7, 3",
        "29999999, 29999999",
        "30000000, 30000000",
        "30000000, 29000000"
    })
    void bytesAreGivenOutAgainFromAnyPlace(int given, int offset) throws IOException {
        var bytes = LARGE;
        var reader = twice(bytes, bytes, bytes);
        reader.readNBytes(given);

        reader.moveTo(offset);

        assertArrayEquals(Arrays.copyOfRange(bytes, offset, bytes.length), reader.readAllBytes());
    }

    /** Whoever has the first bytes and is given the rest must not end up with some of both. */
    @Test
    void otherBytesTheSecondTimeAreNoticedThoughTheyAreTheRightOnes() throws IOException {
        var right = Arrays.copyOf(LARGE, 10_000_000);
        var wrong = right.clone();
        wrong[8_500_000] ^= 1;
        var reader = twice(right, wrong, right);
        reader.readNBytes(9_500_000);

        reader.moveTo(9_000_000);

        assertTrue(given(reader, ArtifactFault.DIGEST_MISMATCH) < 1_000_000);
    }

    @Test
    void wrongBytesTheSecondTimeAreNoticed() throws IOException {
        var right = Arrays.copyOf(LARGE, 10_000_000);
        var wrong = right.clone();
        wrong[9_400_000] ^= 1;
        var reader = twice(right, right, wrong);
        reader.readNBytes(9_500_000);

        reader.moveTo(9_000_000);

        assertTrue(given(reader, ArtifactFault.DIGEST_MISMATCH) <= 500_000);
    }

    @Test
    void goingBackFartherThanAnyMarkBeginsAtTheStart() throws IOException {
        var size = 300_000_000L;
        var blob = new Descriptor(MediaType.OCTET_STREAM, Digest.parse(DIGEST_OF_ZEROS), size);
        var content = new ResumingStream(zeros(size), offset -> zeros(size - offset));
        var reader = new BlobReader(blob, content, "pull blob x", "cr.example.io");
        reader.skipNBytes(299_000_000);

        reader.moveTo(1);

        reader.skipNBytes(size - 1);
        assertEquals(-1, reader.read());
    }

    private static InputStream zeros(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                var given = (int) Math.min(length, Math.max(0, left));
                Arrays.fill(bytes, offset, offset + given, (byte) 0);
                left -= given;
                return given == 0 ? -1 : given;
            }
        };
    }

    @Test
    void whatCannotBeOpenedAgainReachesNothingThatWasGivenOut() throws IOException {
        var reader = reader(random(10), random(10));
        reader.readNBytes(5);

        assertTrue(reader.reaches(5) && !reader.reaches(4) && !reader.reaches(6));
    }
}
