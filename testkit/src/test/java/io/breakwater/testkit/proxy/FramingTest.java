package io.breakwater.testkit.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FramingTest {
    private static final byte[] CHUNKED =
            "5;name=value\r\nhello\r\n00B\r\n, big world\r\n0\r\nTrailer: x\r\n\r\nGET / HTTP/1.1".getBytes(US_ASCII);
    private static final int END = CHUNKED.length - "GET / HTTP/1.1".length();

    @Test
    void aChunkedBodyEndsBehindItsTrailer() throws IOException {
        var body = new Framing.Chunked();

        assertEquals(END, body.take(CHUNKED, 0, CHUNKED.length));
        assertTrue(body.isDone());
        assertEquals(16, body.payload());
    }

    @Test
    void aChunkedBodyMayComeInAnyPieces() throws IOException {
        for (var size = 1; size < END; size++) {
            var body = new Framing.Chunked();
            var at = 0;
            while (!body.isDone()) {
                at += body.take(CHUNKED, at, Math.min(at + size, CHUNKED.length));
            }
            assertEquals(END, at, "pieces of " + size);
            assertEquals(16, body.payload());
        }
    }

    @Test
    void whatIsNotASizeIsRefused() {
        assertThrows(IOException.class, () -> new Framing.Chunked().take("+5\r\n".getBytes(US_ASCII), 0, 4));
    }

    @Test
    void aFixedBodyEndsAtItsLength() throws IOException {
        var body = new Framing.Fixed(3);

        assertEquals(3, body.take(CHUNKED, 0, CHUNKED.length));
        assertTrue(body.isDone());
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws IOException {
        var body = new Framing.UntilClose();

        assertEquals(CHUNKED.length, body.take(CHUNKED, 0, CHUNKED.length));
        assertFalse(body.isDone());
    }
}
