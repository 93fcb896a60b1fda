package io.breakwater.cli.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.breakwater.cli.config.Listen;
import io.breakwater.replicator.JobsUnderWay;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who does not answer as a replicator of ours does is passed over: {@code status} has more to say. */
class JobsProbeTest {
    private static final Duration HANGS_AFTER = Duration.ofSeconds(30);

    private static final JobsUnderWay JOBS = new JobsUnderWay(
            "group",
            "one",
            List.of(new JobsUnderWay.Job(
                    "library/big:v1",
                    JobsUnderWay.State.COPYING,
                    false,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    0,
                    Optional.empty(),
                    1,
                    1,
                    Optional.of(2L))),
            0);

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void replicatorOfTheGroupIsHeard() throws Exception {
        answer(200, Json.mapper().writeValueAsString(JOBS));
        assertEquals(Optional.of(JOBS), JobsProbe.ask(address(), "group", HANGS_AFTER));
    }

    @Test
    void replicatorOfAnotherGroupIsNot() throws Exception {
        answer(200, Json.mapper().writeValueAsString(JOBS));
        assertEquals(Optional.empty(), JobsProbe.ask(address(), "another", HANGS_AFTER));
    }

    @Test
    void processWithoutAReplicatorHasNone() throws Exception {
        answer(404, "No replicator runs in this process, or not yet.\n");
        assertEquals(Optional.empty(), JobsProbe.ask(address(), "group", HANGS_AFTER));
    }

    @Test
    void strangerIsNotHeard() throws Exception {
        answer(200, "<html>");
        assertEquals(Optional.empty(), JobsProbe.ask(address(), "group", HANGS_AFTER));
    }

    @Test
    void strangerWithoutEndIsNotHeard() throws Exception {
        answer(200, "[" + " ".repeat(2 << 20) + "]");
        assertEquals(Optional.empty(), JobsProbe.ask(address(), "group", HANGS_AFTER));
    }

    @Test
    void strangerWhoNeverEndsIsNotHeard() throws Exception {
        var asked = new CountDownLatch(1);
        server.createContext("/jobs", exchange -> {
            // The head alone; the body is still to come.
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            asked.countDown();
        });

        do {
            assertEquals(Optional.empty(), JobsProbe.ask(address(), "group"));
        } while (asked.getCount() > 0);
    }

    @Test
    void nobodyIsNotHeard() throws Exception {
        server.stop(0);
        assertEquals(Optional.empty(), JobsProbe.ask(address(), "group"));
    }

    @Test
    void anyPortIsNoneThatCouldBeAsked() throws Exception {
        assertEquals(Optional.empty(), JobsProbe.ask(new Listen("127.0.0.1", 0), "group"));
    }

    private Listen address() {
        return new Listen("127.0.0.1", server.getAddress().getPort());
    }

    private void answer(int status, String body) {
        server.createContext("/jobs", exchange -> {
            try (exchange) {
                var bytes = body.getBytes(UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }
}
