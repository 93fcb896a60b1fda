package io.breakwater.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestScannerTest {
    private final List<String> seen = new ArrayList<>();
    private final RequestScanner scanner = new RequestScanner(seen::add);

    @Test
    void bodyThatLooksLikeARequestIsNotOne() {
        send("""
                PUT /a HTTP/1.1
                Content-Length: 21

                GET /v2/ HTTP/1.1

                GET /b HTTP/1.1

                """);
        assertEquals(List.of("PUT /a HTTP/1.1", "GET /b HTTP/1.1"), seen);
    }

    @Test
    void chunkedBodyEndsAtItsTrailer() {
        send("""
                PATCH /a HTTP/1.1
                transfer-encoding: chunked

                15;x=y
                GET /v2/ HTTP/1.1


                0
                X: y

                GET /b HTTP/1.1

                """);
        assertEquals(List.of("PATCH /a HTTP/1.1", "GET /b HTTP/1.1"), seen);
    }

    @Test
    void requestsMayComeInPiecesOfAnySize() {
        var text = """
                POST /a HTTP/1.1
                Content-Length: 0

                PUT /b HTTP/1.1
                Content-Length: 4

                ab
                HEAD /c HTTP/1.1

                """;
        text.chars().forEach(one -> send(Character.toString(one)));
        assertEquals(List.of("POST /a HTTP/1.1", "PUT /b HTTP/1.1", "HEAD /c HTTP/1.1"), seen);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v2/ HTTP/1.1, GET ping",
        "HEAD /v2/a/manifests/v1 HTTP/1.1, HEAD manifest",
        "GET /v2/a/blobs/sha256:0 HTTP/1.1, GET blob",
        "POST /v2/a/blobs/uploads/ HTTP/1.1, POST upload",
        "POST /v2/a/blobs/uploads/?mount=sha256:0&from=b HTTP/1.1, POST mount",
        "GET /v2/a/tags/list?n=10 HTTP/1.1, GET tags",
        "nonsense, malformed"
    })
    void kindsAreTheSpecificationsWords(String line, String kind) {
        assertEquals(kind, RequestKind.of(line));
    }

    /** Lines end as HTTP's do. */
    private void send(String text) {
        var bytes = text.replace("\n", "\r\n").getBytes(ISO_8859_1);
        scanner.scan(bytes, bytes.length);
    }
}
