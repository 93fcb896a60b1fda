package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that are too much: a token without end, and throttling that meets many at once. */
class HostileAnswerIT {
    private static final Blob BLOB = Blob.of("{}");
    private static final int WORKERS = 64;
    private static final int IN_FLIGHT = 8;

    private final Face face = Face.alone();

    HostileAnswerIT() throws IOException {}

    @AfterEach
    void close() {
        face.close();
    }

    @Test
    void tokenWithoutEndIsRefusedAndNotRead() {
        var written = new AtomicLong();
        face.on(
                "HEAD",
                "/v2/",
                Face.status(
                        401, "WWW-Authenticate", "Bearer realm=\"http://" + face.host() + "/token\",service=\"x\""));
        face.on("GET", "/token", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"token\":\"".getBytes(UTF_8));
            for (var piece = "a".repeat(1 << 20).getBytes(UTF_8); written.get() < 1_000L << 20; ) {
                exchange.getResponseBody().write(piece);
                written.addAndGet(piece.length);
            }
        });
        var config = face.config().withCredentials(CredentialSource.fixed("robot", Secret.of("canary-password")));
        try (var registry = new Registry(config)) {
            var fault = assertThrows(CredentialFault.class, () -> registry.hasBlob("library/app", BLOB.digest()));

            assertEquals(CredentialFault.TOKEN_INVALID, fault.code());
            // What the sockets on the way can hold.
            assertTrue(written.get() < 64 << 20, written::toString);
        }
    }

    /** Answers 429 to all that comes in the second after the first request. */
    private static final class Throttling {
        private static final long QUIET = Duration.ofSeconds(1).toNanos();

        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicLong since = new AtomicLong();

        void answer(HttpExchange exchange) throws IOException {
            since.compareAndSet(0, System.nanoTime());
            if (System.nanoTime() - since.get() < QUIET) {
                refused.incrementAndGet();
                Face.status(429, "Retry-After", "1").to(exchange);
            } else {
                Face.status(200).to(exchange);
            }
        }
    }

    @Test
    void throttlingThatMeetsManyIsHeardByAll() throws Exception {
        var throttling = new Throttling();
        face.on("HEAD", "/blobs/", throttling::answer);
        try (var registry = new Registry(face.config().withPace(new Pace(IN_FLIGHT, 0, 0, List.of())));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks = Stream.<Callable<Boolean>>generate(() -> () -> registry.hasBlob("library/app", BLOB.digest()))
                    .limit(WORKERS)
                    .toList();

            for (var look : threads.invokeAll(looks)) {
                assertTrue(look.get());
            }
        }
        assertTrue(
                throttling.refused.get() <= IN_FLIGHT,
                () -> throttling.refused + " came before they were to come again; only what was on the way may");
        assertEquals(WORKERS + throttling.refused.get(), face.seen().size());
    }
}
