package io.breakwater.bench.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wire before a server that gives back what it gets. */
class TcpWireTest {
    private HttpServer server = server();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void bytesArriveAsTheyWereAndAreCounted() throws Exception {
        var bytes = bytes(3_000_000);
        try (var wire = TcpWire.to(host(), Duration.ofMillis(2))) {
            assertArrayEquals(bytes, send(wire, bytes));
            assertEquals(1, wire.traffic().requests());
            assertTrue(wire.traffic().bytesToRegistry() > bytes.length);
            assertTrue(wire.traffic().bytesFromRegistry() > bytes.length);
        }
    }

    /** One round trip opens the connection, another brings the answer; the next request has only its own. */
    @Test
    void answerIsLateByTheRoundTrips() throws Exception {
        var roundTrip = Duration.ofMillis(200).toNanos();
        try (var wire = TcpWire.to(host(), Duration.ofNanos(roundTrip));
                var client = HttpClient.newHttpClient()) {
            var start = System.nanoTime();
            send(client, wire, bytes(10));
            var opened = System.nanoTime();
            send(client, wire, bytes(10));
            var end = System.nanoTime();
            assertTrue(opened - start >= 2 * roundTrip, () -> (opened - start) + " ns");
            assertTrue(end - opened >= roundTrip, () -> (end - opened) + " ns");
            assertEquals(1, wire.traffic().connections());
        }
    }

    /** One chunk after the other would take 320 × 100 ms for 20 MiB. */
    @Test
    void lateIsNotNarrow() throws Exception {
        var bytes = bytes(20 << 20);
        try (var wire = TcpWire.to(host(), Duration.ofMillis(100))) {
            var start = System.nanoTime();
            send(wire, bytes);
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(16).toNanos());
        }
    }

    private static byte[] send(TcpWire wire, byte[] bytes) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return send(client, wire, bytes);
        }
    }

    private static byte[] send(HttpClient client, TcpWire wire, byte[] bytes) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + wire.host() + "/v2/"))
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build();
        return client.send(request, BodyHandlers.ofByteArray()).body();
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpServer server() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                var body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
