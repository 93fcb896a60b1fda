package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.tls.Certificates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds off whoever means no good, before a secret is asked for: connections, clocks, sizes, addresses. Raw sockets. */
class HardShellIT {
    private static final IngestOptions OPEN = IngestOptions.NONE;

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Ingest ingest = start(TestLimits.PATIENT, OPEN);

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void aConnectionAboveTheLimitIsClosedAtOnceAndTheOthersAreServed() throws IOException {
        restart(TestLimits.ofConnections(2, TestLimits.HANG, TestLimits.HANG), OPEN);
        try (var one = open();
                var two = open()) {
            Await.until("both to be open", () -> gauge("breakwater.webhook.connections") == 2);

            assertEquals("", hungUpAfter(""));

            assertEquals(1, connectionsRefused());
            assertEquals(200, status(ask(one, get("/healthz"))));
            assertEquals(200, status(ask(two, get("/healthz"))));
        }
        Await.until("both to be closed", () -> gauge("breakwater.webhook.connections") == 0);
        assertEquals(200, status(hungUpAfter(get("/healthz"))));
    }

    /** A stranger is refused when its request is read; until then it would keep everybody else out. */
    @Test
    void noAddressTakesAllConnections() throws IOException {
        restart(TestLimits.ofConnectionsOfOne(8, 2), from(List.of("127.0.0.2"), List.of()));
        try (var _ = open();
                var _ = open()) {
            Await.until("both to be open", () -> gauge("breakwater.webhook.connections") == 2);

            assertEquals("", hungUpAfter(get("/healthz")));
            assertEquals(1, connectionsRefused());
            try (var another = open("127.0.0.2")) {
                assertEquals(200, status(ask(another, get("/readyz"))));
            }
        }
        Await.until("all to be closed", () -> gauge("breakwater.webhook.connections") == 0);
        assertEquals(200, status(hungUpAfter(get("/healthz"))));
    }

    @Test
    void aTrustedProxyMayTakeThemAll() throws IOException {
        restart(TestLimits.ofConnectionsOfOne(3, 1), from(List.of("192.0.2.0/24"), List.of("127.0.0.1")));
        try (var _ = open();
                var _ = open();
                var last = open()) {
            Await.until("all to be open", () -> gauge("breakwater.webhook.connections") == 3);

            assertEquals(200, status(ask(last, get("/readyz"))));
            assertEquals(0, connectionsRefused());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\n"})
    void aConnectionOnWhichNothingComesIsClosed(String begin) throws IOException {
        restart(TestLimits.ofConnections(8, TestLimits.SHORT, TestLimits.HANG), OPEN);

        assertEquals("", hungUpAfter(begin));
    }

    @Test
    void aConnectionOnWhichNothingComesAnyMoreIsClosed() throws IOException {
        restart(TestLimits.ofConnections(8, TestLimits.SHORT, TestLimits.HANG), OPEN);

        // A test that stands still in between is hung up on before it has asked.
        Await.until(
                "an answer, and then the end",
                () -> tryHungUpAfter("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").startsWith("HTTP/1.1 200"));
    }

    /** The begin of a record that says that it has 256 bytes: a greeting, of which nothing comes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "1603010100"})
    void aHandshakeThatDoesNotEndIsCut(String hexadecimal, @TempDir Path folder) throws IOException {
        var certificates = new Certificates(folder).authority("ca").signed("server", "ca", "EC", "san=ip:127.0.0.1");
        var tls = new ServerTls(certificates.certificate("server"), certificates.key("server"), Optional.empty());
        restart(
                TestLimits.ofConnections(8, TestLimits.HANG, TestLimits.SHORT),
                new IngestOptions(Callers.ANYWHERE, Optional.of(tls), Optional.empty(), Optional.empty(), false));

        var answer = hungUpAfter(new String(HexFormat.of().parseHex(hexadecimal), ISO_8859_1));

        assertFalse(answer.contains("HTTP"), answer);
    }

    @Test
    void manySmallHeadersAreRefusedAsOneLongOneIs() throws IOException {
        var many = "X: y\r\n".repeat(3_000);

        assertEquals(431, status(hungUpAfter("GET /healthz HTTP/1.1\r\nHost: a\r\n" + many + "\r\n")));
    }

    @Test
    void headersThatNeverEndAreRefusedWhereTheLimitIs() throws IOException {
        var endless = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(IngestLimits.DEFAULT.headerBytes() + 1);

        assertEquals(431, status(hungUpAfter(endless)));
    }

    @Test
    void aFirstLineThatNeverEndsIsRefusedWhereTheLimitIs() throws IOException {
        assertEquals(414, status(hungUpAfter("GET /" + "x".repeat(IngestLimits.DEFAULT.uriBytes() + 1))));
    }

    @Test
    void aBodyThatDripsIsCutAtTheDeadline() throws Exception {
        restart(TestLimits.of(8, TestLimits.HANG, TestLimits.SHORT, TestLimits.SHORT), OPEN);
        try (var socket = open()) {
            socket.getOutputStream().write(post("Content-Length: 1000\r\n", "").getBytes(ISO_8859_1));
            var answered = new AtomicBoolean();
            var drip = Thread.ofVirtual().start(() -> drip(socket, answered));

            var answer = rest(socket);
            answered.set(true);

            assertEquals(408, status(answer), answer);
            drip.join();
        }
    }

    /** Each of these tells nothing, or who is out there would know which senders there are and whether the brokers are away. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "GET /healthz, 200",
        "GET /openapi.yaml, 200",
        "GET /readyz, 403",
        "GET /nowhere, 403",
        "GET /webhooks/harbor, 403",
        "DELETE /readyz, 403",
        "POST /webhooks/harbor, 403",
        "POST /webhooks/pubsub, 403"
    })
    void whoComesFromElsewhereIsToldNothing(String request, int status) throws IOException {
        restart(TestLimits.PATIENT, from(List.of("192.0.2.0/24"), List.of()));

        assertEquals(status, status(hungUpAfter(request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")));

        var isCountedByItsSource = request.equals("POST /webhooks/harbor");
        assertEquals(
                status == 403 && !isCountedByItsSource ? 1 : 0,
                meters.get("breakwater.webhook.refused")
                        .tag("status", "403")
                        .counter()
                        .count());
    }

    @Test
    void aTrustedProxyMayLookWhetherWeAreReadyAndAskForWhomItSays() throws IOException {
        restart(TestLimits.PATIENT, from(List.of("192.0.2.0/24"), List.of("127.0.0.1")));
        var allowed = "X-Forwarded-For: 192.0.2.7\r\n";
        var stranger = "X-Forwarded-For: 203.0.113.9\r\n";

        assertEquals(200, status(hungUpAfter(get("/readyz"))));
        assertEquals(200, status(hungUpAfter(get("/readyz", allowed))));
        assertEquals(403, status(hungUpAfter(get("/readyz", stranger))));
        assertEquals(
                400, status(hungUpAfter(post("Content-Length: 2\r\n" + allowed, "{}"))), "our proxy may ask for it");
        assertEquals(403, status(hungUpAfter(post("Content-Length: 2\r\n" + stranger, "{}"))));
        assertEquals(
                403, status(hungUpAfter(post("Content-Length: 2\r\n", "{}"))), "the proxy itself sends no webhooks");
    }

    private static IngestOptions from(List<String> ranges, List<String> proxies) {
        return new IngestOptions(
                Callers.in(ranges, proxies), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** With meters of its own: the gauges of a registry stay those of the first who has asked for them. */
    private void restart(IngestLimits limits, IngestOptions options) {
        ingest.close();
        meters = new SimpleMeterRegistry();
        ingest = start(limits, options);
    }

    private Ingest start(IngestLimits limits, IngestOptions options) {
        return Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), limits, options), new MemoryLog(), meters);
    }

    private double connectionsRefused() {
        return meters.find("breakwater.webhook.connections.refused").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private static String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + String.join("", headers) + "\r\n";
    }

    private static String post(String headers, String body) {
        return "POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + headers + "\r\n" + body;
    }

    private Socket open() throws IOException {
        return open("127.0.0.1");
    }

    /** @param from an address of this machine's own */
    private Socket open(String from) throws IOException {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), ingest.port(), InetAddress.ofLiteral(from), 0);
        // Only what hangs takes as long: then the server has not hung up.
        socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
        return socket;
    }

    /** All that the server says before it hangs up. */
    private String hungUpAfter(String begin) throws IOException {
        try (var socket = open()) {
            return ask(socket, begin);
        }
    }

    private String tryHungUpAfter(String begin) {
        try {
            return hungUpAfter(begin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ask(Socket socket, String begin) throws IOException {
        try {
            socket.getOutputStream().write(begin.getBytes(ISO_8859_1));
        } catch (SocketException e) {
            // It has hung up already, as it may.
        }
        return rest(socket);
    }

    private static String rest(Socket socket) throws IOException {
        var said = new ByteArrayOutputStream();
        var part = new byte[8_192];
        try {
            for (var count = 0; count >= 0; count = socket.getInputStream().read(part)) {
                said.write(part, 0, count);
            }
        } catch (SocketException e) {
            // A connection that is reset is hung up too, after what was said.
        }
        return said.toString(UTF_8);
    }

    private static int status(String answer) {
        // A first line that is not whole does not say which version it is of.
        assertTrue(answer.startsWith("HTTP/1."), answer);
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    private static void drip(Socket socket, AtomicBoolean answered) {
        try {
            while (!answered.get()) {
                socket.getOutputStream().write(' ');
                // The pace of the attack, not a wait for something.
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // The server has hung up, which is what it should do.
        }
    }
}
