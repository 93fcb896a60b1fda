package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.Images.Blob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that answers while it is still being sent a blob. */
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
}
