package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.kafka.KafkaFixture;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rude senders get, byte by byte on real sockets. The log behind is by hand where a broker could not be so slow. */
class IngestEdgeIT {
    private static final String BODY = """
            {"type":"PUSH_ARTIFACT","occur_at":1763870000,"operator":"ci","event_data":{"resources":[\
            {"digest":"sha256:%s","tag":"v1"}],"repository":{"repo_full_name":"library/app"}}}""".formatted("a".repeat(64));

    private final MemoryLog log = new MemoryLog();
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Ingest ingest = Ingest.start(config(TestLimits.PATIENT, "127.0.0.1:1"), log, meters);

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void aFoldedHeaderIsRefusedAndAnIndentedBodyIsNot() throws IOException {
        var indented = BODY.replace(",", ",\r\n  ");

        assertEquals(400, status(post("X-A: b\r\n c\r\n", BODY)));
        assertEquals(202, status(post("", indented)));
    }

    @Test
    void aSecondHostIsRefusedOnEveryPath() throws IOException {
        assertEquals(400, status("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));
    }

    /** A sender whose address is mistyped is seen nowhere else. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "POST /webhooks/habor HTTP/1.1|Host: a, 404",
        "GET /webhooks/harbor HTTP/1.1|Host: a, 405",
        "GET /healthz HTTP/1.1|Host: a|Host: b, 400",
        "POST /webhooks/harbor HTTP/1.1|Host: a|Host: b, 400",
        "POST /webhooks/harbor HTTP/1.1|Host: a|X-A: b| c, 400",
        "hello, 400",
        "GET /% HTTP/1.1|Host: a, 400",
        "GET /LONG HTTP/1.1|Host: a, 414",
        "GET /healthz HTTP/1.1|Host: a|X-Long: LONG, 431"
    })
    void whatReachesNoRouteIsCountedByItsStatus(String request, int status) throws IOException {
        var sent = request.replace("|", "\r\n").replace("LONG", "x".repeat(9_000)) + "\r\n\r\n";

        assertEquals(status, status(sent));

        assertEquals(Map.of(Integer.toString(status), 1.0), refusals());
    }

    @Test
    void whatReachesARouteIsNotCountedSoBesides() throws IOException {
        assertEquals(400, status(post("", "{}")));
        assertEquals(202, status(post("", BODY)));

        assertEquals(Map.of(), refusals());
    }

    /** By status; those that were. */
    private Map<String, Double> refusals() {
        return meters.get("breakwater.webhook.refused").counters().stream()
                .filter(counter -> counter.count() > 0)
                .collect(Collectors.toMap(
                        counter -> String.valueOf(counter.getId().getTag("status")), Counter::count));
    }

    @Test
    void headersThatDripAreCut() throws Exception {
        restart(TestLimits.of(8, TestLimits.SHORT, TestLimits.HANG, TestLimits.HANG));

        assertTrue(hangsUpOnDrip("POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\nX-A: "));
    }

    @Test
    void aBodyThatDripsToAnotherPathIsCut() throws Exception {
        assertTrue(hangsUpOnDrip("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
    }

    @Test
    void aBodyThatDripsToADocumentIsCut() throws Exception {
        assertTrue(hangsUpOnDrip("GET /openapi.yaml HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
    }

    @Test
    void headersOverTheLimitAreRefusedInJson() throws IOException {
        var answer = all("GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
        assertTrue(answer.contains("\"error\""), answer);
    }

    @Test
    void whoSendsTooMuchStillHearsTheAnswer() throws IOException {
        try (var socket = open()) {
            socket.getOutputStream().write(head("", 4 << 20).getBytes(ISO_8859_1));
            socket.getOutputStream().write(new byte[4 << 20]);

            assertEquals(413, status(socket));
        }
    }

    @Test
    void aSenderThatLeavesDoesNotFreeThePlaceOfItsEvent() throws IOException {
        restart(onePlace());
        log.hold();
        try (var socket = open()) {
            socket.getOutputStream().write(post("", BODY).getBytes(ISO_8859_1));
            Await.until("the event to wait for the log", () -> log.held() == 1);
            assertEquals(1, connections());
        }
        Await.until("ingest to have seen the sender go", () -> connections() == 0);

        assertEquals(429, status(post("", BODY)));

        log.release();
        Await.until("the place to be free", () -> isAccepted());
    }

    /** An error of the machine, such as no memory, is no exception. */
    @Test
    void anErrorFreesThePlaceOfItsEvent() throws IOException {
        restart(onePlace());
        log.breakDown(new AssertionError("by the test"));
        assertEquals(500, status(post("", BODY)));

        log.recover();

        assertEquals(202, status(post("", BODY)));
    }

    @Test
    void aLogThatSaysNothingIsNotWaitedFor() throws IOException {
        restart(TestLimits.of(8, TestLimits.HANG, TestLimits.SHORT, TestLimits.SHORT));
        log.hold();

        assertEquals(503, status(post("", BODY)));

        Await.until("the log to have it, and to say nothing still", () -> log.held() == 1);
    }

    @Test
    void aSenderThatVanishesInItsBodyFreesItsPlace() throws IOException {
        restart(onePlace());
        try (var socket = open()) {
            socket.getOutputStream().write((head("", 1_000) + "{").getBytes(ISO_8859_1));
        }

        Await.until("the place to be free", () -> isAccepted());
    }

    @Test
    void readinessComesBackWithTheBrokersThoughNobodySendsAWebhook() {
        try (var kafka = KafkaFixture.start()) {
            Assumptions.assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
            kafka.createTopics(1, Topic.REGISTRY_EVENTS.topicName());
            ingest.close();
            var limits = TestLimits.of(8, TestLimits.HANG, TestLimits.SHORT, TestLimits.SHORT);
            ingest = Ingest.start(config(limits, kafka.bootstrapServers()), new SimpleMeterRegistry());
            Await.until("ingest to be ready", ingest::ready);
            kafka.kill();
            Await.until("ingest to say that it is not", () -> !isAccepted() && !ingest.ready());

            kafka.startAgain();

            Await.until("ingest to be ready again", ingest::ready);
            Await.until("webhooks to be taken again", this::isAccepted);
        }
    }

    /** A broker that makes topics by itself would make one at the first question for it, and not as it must be. */
    @Test
    void noBrokerIsAskedForATopicBeforeTheTopicsAreMade() throws IOException {
        try (var kafka = KafkaFixture.start()) {
            kafka.createTopics(1, Topic.REGISTRY_EVENTS.topicName());
            var topics = new CompletableFuture<Boolean>();
            ingest.close();
            ingest = Ingest.start(
                    config(TestLimits.PATIENT, kafka.bootstrapServers()), topics, new SimpleMeterRegistry());

            assertEquals(503, status(post("", BODY)));
            assertFalse(ingest.ready());
            topics.complete(true);

            Await.until("ingest to be ready", ingest::ready);
            assertEquals(202, status(post("", BODY)));
        }
    }

    @Test
    void settingsThatNoProducerTakesAreAFailure() {
        ingest.close();
        var config = config(TestLimits.PATIENT, "127.0.0.1:1");
        var bad = Map.<String, Object>of("bootstrap.servers", "127.0.0.1:1", "buffer.memory", "much");
        ingest = Ingest.start(
                new IngestConfig(config.host(), config.port(), List.of(), bad, config.limits()),
                new SimpleMeterRegistry());

        Await.until(
                "ingest to say so",
                () -> ingest.failure()
                        .filter(why -> why.contains("buffer.memory"))
                        .isPresent());
    }

    private static IngestLimits onePlace() {
        return TestLimits.of(1, TestLimits.HANG, TestLimits.HANG, TestLimits.HANG);
    }

    /** With meters of its own: the gauges of a registry stay those of the first who has asked for them. */
    private void restart(IngestLimits limits) {
        ingest.close();
        meters = new SimpleMeterRegistry();
        ingest = Ingest.start(config(limits, "127.0.0.1:1"), log, meters);
    }

    private static IngestConfig config(IngestLimits limits, String bootstrapServers) {
        return new IngestConfig("127.0.0.1", 0, List.of(), Map.of("bootstrap.servers", bootstrapServers), limits);
    }

    private double connections() {
        return meters.get("breakwater.webhook.connections").gauge().value();
    }

    private boolean isAccepted() {
        try {
            return status(post("", BODY)) == 202;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the server hangs up on a sender that goes on with one byte after another. */
    private boolean hangsUpOnDrip(String begin) throws Exception {
        try (var socket = open()) {
            socket.getOutputStream().write(begin.getBytes(ISO_8859_1));
            var closed = new AtomicBoolean();
            var reader = Thread.ofVirtual().start(() -> {
                drain(socket);
                closed.set(true);
            });
            Await.until("the server to hang up", () -> closed.get() || !drips(socket));
            reader.join();
            return closed.get();
        }
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Reset: the server has hung up.
        }
    }

    private static boolean drips(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String head(String headers, int length) {
        return "POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + length + "\r\n\r\n";
    }

    private static String post(String headers, String body) {
        return head(headers, body.length()) + body;
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), ingest.port());
    }

    private int status(String request) throws IOException {
        try (var socket = open()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return status(socket);
        }
    }

    private static int status(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (var next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return Integer.parseInt(line.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    private String all(String request) throws IOException {
        try (var socket = open()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
