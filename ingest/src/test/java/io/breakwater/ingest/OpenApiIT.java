package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.google.StandbyNames;
import io.breakwater.schemas.Json;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.google.KeyServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The document that is served says what is answered: every route, every status, every body. */
class OpenApiIT {
    private static final JsonNode DOCUMENT = read();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final String SECRET = "Bearer c0rrect-horse";
    private static final PubSubPush PUBSUB = new PubSubPush(
            KeyServer.AUDIENCE,
            KeyServer.ACCOUNT,
            URI.create("http://127.0.0.1:1/certs"),
            new StandbyNames("asia.gcr.io", _ -> Optional.empty()));

    private static final String PUSH = """
            {"type":"PUSH_ARTIFACT","occur_at":1763870000,"event_data":{"resources":[{"digest":"sha256:%s"}],\
            "repository":{"repo_full_name":"library/app"}}}""".formatted("a".repeat(64));

    private static final String SCANNED = """
            {"specversion":"1.0","id":"an-id","source":"/projects/1/webhook/policies/3","type":"harbor.scan.completed",\
            "time":"2026-11-23T04:00:00Z","data":{"repository":{"repo_full_name":"library/app"}}}""";

    private static final String NOTIFIED = """
            {"id":"%%s","timestamp":"2026-11-24T04:00:00Z","action":"push","target":{"mediaType":\
            "application/vnd.oci.image.index.v1+json","digest":"sha256:%s","repository":"library/app"}}""".formatted("a".repeat(64));

    /** At work at once. */
    private static final IngestLimits ONE = TestLimits.of(1, TestLimits.HANG, TestLimits.HANG, TestLimits.HANG);

    private final MemoryLog log = new MemoryLog();
    private Ingest ingest = start(ONE, Callers.ANYWHERE);

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void everyRouteIsDescribedAndNoOther() {
        var vertx = Vertx.vertx();
        try {
            var webhooks = new LinkedHashMap<String, WebhookRoute>();
            sources()
                    .forEach(source -> webhooks.put(
                            source.path(),
                            new WebhookRoute(
                                    source,
                                    Callers.ANYWHERE,
                                    log,
                                    Quarantine.NONE,
                                    IngestLimits.DEFAULT,
                                    new IngestMeters(new SimpleMeterRegistry()))));
            var refusals = new Refusals(new IngestMeters(new SimpleMeterRegistry()));
            var routes = new Routes(vertx, webhooks, Callers.ANYWHERE, log, refusals)
                    .router().getRoutes().stream()
                            .filter(route -> route.getPath() != null)
                            .flatMap(route -> route.methods().stream().map(method -> method + " " + route.getPath()));

            var described = DOCUMENT.path("paths").properties().stream()
                    .flatMap(path -> path.getValue().properties().stream()
                            .map(operation -> operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
            assertEquals(described.collect(toSet()), routes.collect(toSet()));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    static Stream<Source> sources() {
        var none = SharedSecrets.of(List.of());
        return Stream.of(Source.harbor(none), Source.distribution(none), Source.pubsub(PUBSUB));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyAnswerToAWebhookIsDescribedAndNoOther(Source source) {
        // Those two are for other paths and methods. Whatever Harbor says is kept.
        var elsewhere = source.label().equals("harbor")
                ? List.of(Answer.NOT_FOUND, Answer.METHOD_NOT_ALLOWED, Answer.IGNORED)
                : List.of(Answer.NOT_FOUND, Answer.METHOD_NOT_ALLOWED);
        var answers = Arrays.stream(Answer.values())
                .filter(answer -> !elsewhere.contains(answer))
                .map(answer -> Integer.toString(answer.status()));

        var described = DOCUMENT.path("paths").path(source.path()).at("/post/responses").properties().stream()
                .map(Map.Entry::getKey);
        assertEquals(answers.collect(toSet()), described.collect(toSet()));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyContentTypeIsDescribedAndNoOther(Source source) {
        var described = DOCUMENT.path("paths").path(source.path()).at("/post/requestBody/content").properties().stream()
                .map(Map.Entry::getKey);

        assertEquals(source.mediaTypes(), described.collect(toSet()));
    }

    static Stream<Arguments> requests() {
        var two = "{\"events\":[" + NOTIFIED.formatted("1") + "," + NOTIFIED.formatted("2") + "]}";
        return Stream.of(
                Arguments.of(202, "/webhooks/harbor", post("/webhooks/harbor", "", PUSH)),
                Arguments.of(202, "/webhooks/distribution", post("/webhooks/distribution", "", two)),
                Arguments.of(200, "/webhooks/distribution", post("/webhooks/distribution", "", "{\"events\":[]}")),
                Arguments.of(400, "/webhooks/harbor", post("/webhooks/harbor", "", "{")),
                Arguments.of(400, "/webhooks/harbor", post("/webhooks/harbor", "Host: b\r\n", PUSH)),
                Arguments.of(
                        401,
                        "/webhooks/harbor",
                        post("/webhooks/harbor", "", PUSH).replace("horse", "cow")),
                Arguments.of(
                        401,
                        "/webhooks/pubsub",
                        post("/webhooks/pubsub", "", "{}").replace("Bearer", "Basic")),
                Arguments.of(
                        413,
                        "/webhooks/harbor",
                        post("/webhooks/harbor", "", "").replace("Content-Length: 0", "Content-Length: 9999999")),
                Arguments.of(414, "/webhooks/harbor", "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of(
                        415,
                        "/webhooks/harbor",
                        post("/webhooks/harbor", "", PUSH).replace("application/json", "text/plain")),
                Arguments.of(417, "/webhooks/harbor", post("/webhooks/harbor", "Expect: miracles\r\n", PUSH)),
                Arguments.of(431, "/webhooks/harbor", post("/webhooks/harbor", "X: " + "x".repeat(9_000) + "\r\n", "")),
                Arguments.of(
                        503,
                        "/webhooks/pubsub",
                        post("/webhooks/pubsub", "", "{}").replace(SECRET, "Bearer " + token())),
                Arguments.of(200, "/healthz", get("/healthz")),
                Arguments.of(200, "/readyz", get("/readyz")));
    }

    /** Those that one request is not enough for have tests of their own below. */
    @Test
    void everyAnswerIsTried() {
        var byRequest = requests().map(arguments -> (Integer) arguments.get()[0]);

        var tried = Stream.concat(byRequest, Stream.of(403, 404, 405, 408, 429, 500));

        assertEquals(Arrays.stream(Answer.values()).map(Answer::status).collect(toSet()), tried.collect(toSet()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("requests")
    void anAnswerIsAsDescribed(int status, String path, String request) throws IOException {
        assertAsDescribed(status, path, exchange(request));
    }

    @Test
    void aLogThatIsAwayIsSaidAsDescribed() throws IOException {
        log.breakDown();

        var answer = exchange(post("/webhooks/harbor", "", PUSH));

        assertAsDescribed(503, "/webhooks/harbor", answer);
        assertTrue(answer.contains("\r\nretry-after: 5\r\n"), answer);
        assertAsDescribed(503, "/readyz", exchange(get("/readyz")));
    }

    @Test
    void aDuplicateIsSaidAsDescribed() throws IOException {
        ingest.close();
        ingest = start(ONE, Callers.ANYWHERE, new RememberingLog(log, 10));
        assertFalse(exchange(scanned()).contains("duplicate"));

        var again = exchange(scanned());

        assertAsDescribed(202, "/webhooks/harbor", again);
        assertTrue(again.contains("\"duplicate\":true") && again.contains("\"offset\":0"), again);
    }

    @Test
    void whatLiesInTheSpoolIsSaidAsDescribedAndSoIsItsDuplicate(@TempDir Path folder) throws IOException {
        ingest.close();
        log.breakDown();
        var spool = Spool.open(folder, SpoolSettings.SMALLEST);
        ingest = start(ONE, Callers.ANYWHERE, new RememberingLog(new SpoolingLog(log, spool), 10));

        var first = exchange(scanned());
        var again = exchange(scanned());

        assertAsDescribed(202, "/webhooks/harbor", first);
        assertTrue(first.contains("\"spooled\":true") && !first.contains("duplicate"), first);
        assertAsDescribed(202, "/webhooks/harbor", again);
        assertTrue(again.contains("\"spooled\":true") && again.contains("\"duplicate\":true"), again);
    }

    /** By an id of the sender's, which a repetition is known by. */
    private static String scanned() {
        return post("/webhooks/harbor", "", SCANNED).replace("application/json", "application/cloudevents+json");
    }

    @Test
    void aBodyThatDoesNotEndIsSaidAsDescribed() throws IOException {
        ingest.close();
        ingest = start(TestLimits.of(1, TestLimits.HANG, TestLimits.SHORT, TestLimits.SHORT), Callers.ANYWHERE);
        var endless = post("/webhooks/harbor", "", PUSH).replace("Content-Length: ", "Content-Length: 1");

        assertAsDescribed(408, "/webhooks/harbor", exchange(endless));
    }

    @Test
    void aCallerFromElsewhereIsToldSoAsDescribed() throws IOException {
        ingest.close();
        ingest = start(ONE, Callers.in(List.of("192.0.2.7"), List.of()));

        assertAsDescribed(403, "/webhooks/harbor", exchange(post("/webhooks/harbor", "", PUSH)));
        assertAsDescribed(403, "/readyz", exchange(get("/readyz")));
    }

    @Test
    void aFaultOfOursIsSaidAsDescribed() throws IOException {
        log.breakDown(new AssertionError("by the test"));

        var answer = exchange(post("/webhooks/harbor", "", PUSH));

        assertAsDescribed(500, "/webhooks/harbor", answer);
    }

    @Test
    void oneTooManyIsSaidAsDescribed() throws IOException {
        log.hold();
        try (var first = open()) {
            first.getOutputStream().write(post("/webhooks/harbor", "", PUSH).getBytes(ISO_8859_1));
            Await.until("the first to be at work", () -> log.held() == 1);

            assertAsDescribed(429, "/webhooks/harbor", exchange(post("/webhooks/harbor", "", PUSH)));
        }
        log.release();
    }

    @ParameterizedTest
    @CsvSource({"GET /nowhere, 404", "GET /webhooks/harbor, 405", "DELETE /readyz, 405", "GET /%zz, 400"})
    void whatIsNotThereIsAnErrorLikeTheOthers(String request, int status) throws IOException {
        var answer = exchange(request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertEquals(status, status(answer), answer);
        assertValid(DOCUMENT.at("/components/schemas/Error"), body(answer));
    }

    @Test
    void theDocumentIsServed() throws IOException {
        assertEquals(DOCUMENT, new YAMLMapper().readTree(body(exchange(get("/openapi.yaml")))));
    }

    private static void assertAsDescribed(int status, String path, String answer) {
        assertEquals(status, status(answer), answer);
        var operation =
                DOCUMENT.path("paths").path(path).properties().iterator().next().getValue();
        var response = DOCUMENT.at(operation
                .path("responses")
                .path(Integer.toString(status))
                .path("$ref")
                .asText()
                .substring(1));
        assertTrue(answer.contains("\r\ncontent-type: application/json\r\n"), answer);
        assertValid(response.at("/content/application~1json/schema"), body(answer));
        assertEquals(response.has("headers"), answer.contains("\r\nretry-after: "), answer);
    }

    private static void assertValid(JsonNode schema, String body) {
        assertTrue(schema.isObject() && !schema.isEmpty(), "what is not described would fit everything");
        var whole = Json.mapper().createObjectNode();
        whole.set("allOf", Json.mapper().createArrayNode().add(schema));
        whole.set("components", DOCUMENT.path("components"));
        var errors = SCHEMAS.getSchema(whole.toString(), InputFormat.JSON).validate(body, InputFormat.JSON);
        assertEquals(List.of(), errors, body);
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    }

    private static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: " + SECRET
                + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private static String token() {
        try (var google = KeyServer.start()) {
            return google.token(KeyServer.claims().build());
        }
    }

    private String exchange(String request) throws IOException {
        try (var socket = open()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), ingest.port());
    }

    private Ingest start(IngestLimits limits, Callers callers) {
        return start(limits, callers, log);
    }

    private static Ingest start(IngestLimits limits, Callers callers, EventLog log) {
        var options = new IngestOptions(callers, Optional.empty(), Optional.of(PUBSUB), Optional.empty(), false);
        return Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(new SharedSecret(SECRET)), Map.of(), limits, options),
                log,
                new SimpleMeterRegistry());
    }

    private static JsonNode read() {
        try (var document = Routes.class.getResourceAsStream("openapi.yaml")) {
            return new YAMLMapper().readTree(document);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
