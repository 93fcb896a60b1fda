package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that answers while it is still being sent a blob. */
@Timeout(30)
class EarlyAnswerIT {
    /** Longer than what the sockets on the way can hold. */
    private static final Blob LAYER = Blob.random(3, 40_000_000);

    private final Face target = Face.alone();

    EarlyAnswerIT() throws IOException {
        target.on("POST", "/blobs/uploads/", Face.status(202, "Location", "/v2/library/app/blobs/uploads/1?_state=x"));
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void push(Registry registry) {
        registry.putBlob(
                registry.startBlob("library/app", LAYER.digest()),
                LAYER.descriptor(),
                new ByteArrayInputStream(LAYER.bytes()),
                bytes -> {});
    }

    @Test
    void refusalInTheMiddleIsHeard() {
        target.on("PUT", "/blobs/uploads/", exchange -> exchange.sendResponseHeaders(413, -1));
        try (var registry = new Registry(target.config())) {
            assertEquals(
                    "HTTP_413",
                    assertThrows(ArtifactFault.class, () -> push(registry)).code());

            // What is left of the blob is not taken for the next request's head.
            assertEquals(
                    "HTTP_413",
                    assertThrows(ArtifactFault.class, () -> push(registry)).code());
        }
    }

    @Test
    void refusalByOneWhoReadsOnIsHeardToo() {
        target.on("PUT", "/blobs/uploads/", exchange -> {
            exchange.sendResponseHeaders(403, 2);
            exchange.getResponseBody().write("{}".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            exchange.getRequestBody().skipNBytes(LAYER.bytes().length);
        });
        try (var registry = new Registry(target.config())) {
            assertEquals(
                    "DENIED",
                    assertThrows(ArtifactFault.class, () -> push(registry)).code());
        }
    }

    @Test
    void successBeforeAllWasSentIsNone() {
        target.on("PUT", "/blobs/uploads/", exchange -> exchange.sendResponseHeaders(201, -1));
        try (var registry = new Registry(target.config())) {
            var fault = assertThrows(RegistryFault.class, () -> push(registry));

            assertEquals(RegistryFault.CONNECTION_LOST, fault.code());
            assertInstanceOf(SocketException.class, fault.getCause());
        }
    }

    // ---- Interim answers (RFC 9110, 15.2)

    /** Says {@code interim} when the blob has begun to come in, and takes the rest. */
    private static RawServer saying(String interim) throws IOException {
        return new RawServer(request -> {
            if (request.is("POST")) {
                request.write(RawServer.uploadStarted());
            } else {
                request.in().skipNBytes(1_000_000);
                request.write(interim);
                request.in().skipNBytes(request.length() - 1_000_000);
                request.write(RawServer.status(201));
            }
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
            })
    void interimAnswerInTheMiddleIsNoRefusal(String interim) throws IOException {
        try (var server = saying(interim);
                var registry = new Registry(server.config())) {
            push(registry);
            push(registry);

            assertEquals(2, server.requests("PUT").size());
            assertEquals(1, server.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 1_000})
    void interimAnswersWithoutEndAreALostConnection(int count) throws IOException {
        try (var server = saying("HTTP/1.1 102 Processing\r\n\r\n".repeat(count));
                var registry = new Registry(server.config())) {
            var fault = assertThrows(RegistryFault.class, () -> push(registry));

            assertEquals(RegistryFault.CONNECTION_LOST, fault.code(), fault::toString);
        }
    }

    @Test
    void interimAnswersWithoutEndAreALostConnectionForOtherRequestsToo() throws IOException {
        try (var server = new RawServer(request -> {
                    request.write("HTTP/1.1 102 Processing\r\n\r\n".repeat(9) + RawServer.status(200));
                    return true;
                });
                var registry = new Registry(server.config())) {
            var fault = assertThrows(RegistryFault.class, () -> registry.hasBlob("library/app", LAYER.digest()));

            assertEquals(RegistryFault.CONNECTION_LOST, fault.code(), fault::toString);
        }
    }

    @Test
    void interimAnswersBeforeAnAnswerArePassedOver() throws IOException {
        try (var server = new RawServer(request -> {
                    request.write("HTTP/1.1 102 Processing\r\n\r\n".repeat(8) + RawServer.status(200));
                    return true;
                });
                var registry = new Registry(server.config())) {
            assertTrue(registry.hasBlob("library/app", LAYER.digest()));
            assertTrue(registry.hasBlob("library/app", LAYER.digest()));
        }
    }
}
