package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.Json;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.QuarantinedBody;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborArtifact;
import io.breakwater.testkit.harbor.HarborPayloads;
import io.breakwater.testkit.harbor.Occasion;
import io.breakwater.testkit.harbor.PayloadFormat;
import io.breakwater.testkit.kafka.KafkaFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks over real HTTP onto a real broker. */
class IngestIT {
    private static final String SECRET = "Bearer c0rrect-horse";
    private static final String DIGEST = "sha256:" + "b".repeat(64);
    private static final HarborPayloads PAYLOADS = new HarborPayloads(PayloadFormat.CLOUDEVENTS, "cr.example.io");
    private static final IngestLimits LIMITS = TestLimits.PATIENT;

    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    private static KafkaFixture kafka;
    private static Ingest ingest;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        kafka = KafkaFixture.start();
        kafka.createTopics(3, Topic.REGISTRY_EVENTS.topicName(), Topic.REGISTRY_QUARANTINE.topicName());
        ingest = Ingest.start(
                new IngestConfig(
                        "127.0.0.1",
                        0,
                        List.of(new SharedSecret("Bearer old-secret"), new SharedSecret(SECRET)),
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        LIMITS,
                        config(Optional.empty()).options()),
                METERS);
        client = HttpClient.newHttpClient();
        Await.until("ingest to be ready", ingest::ready);
    }

    @AfterAll
    static void stop() {
        client.close();
        ingest.close();
        kafka.close();
    }

    @Test
    void anAcceptedWebhookStandsWhereTheAnswerSays() throws Exception {
        var occasion = Occasion.now("robot$library+ci");

        var answer = post(PAYLOADS.pushed(HarborArtifact.tagged("library/app", "v1", DIGEST), occasion));

        assertEquals(202, answer.statusCode(), answer.body());
        var receipt = json(answer);
        assertEquals(occasion.id(), receipt.path("eventId").textValue());
        var record = recordAt(receipt);
        assertEquals("library/app:v1", new String(record.key(), UTF_8));
        assertEquals(occasion.id(), header(record, "ce_id"));
        assertEquals("io.breakwater.registry.pushed.v1", header(record, "ce_type"));
        assertEquals("application/json", header(record, "content-type"));
        var event = JsonSerde.of(RegistryEvent.class).read(record.value());
        assertEquals("library/app:v1", event.key());
    }

    @Test
    void aWrongSecretIsRefusedBeforeAnythingIsRead() throws Exception {
        assertEquals(
                401,
                send(request()
                                .setHeader("Authorization", "Bearer c0rrect-horsf")
                                .POST(push())
                                .build())
                        .statusCode());
        assertEquals(
                401,
                send(HttpRequest.newBuilder(webhooks())
                                .header("Content-Type", "application/json")
                                .POST(push())
                                .build())
                        .statusCode());
    }

    @Test
    void bothSecretsAreGoodWhileTheyAreExchanged() throws Exception {
        assertEquals(
                202,
                send(request()
                                .setHeader("Authorization", "Bearer old-secret")
                                .POST(push())
                                .build())
                        .statusCode());
    }

    @Test
    void malformedJsonIsRefusedWithItsPlaceAndWithoutAStackTrace() throws Exception {
        var answer = post("{\"type\":".getBytes(UTF_8));

        assertEquals(400, answer.statusCode());
        assertEquals("NOT_JSON", json(answer).path("error").path("code").textValue());
        assertFalse(answer.body().contains("Exception"), answer.body());
    }

    @Test
    void aDigestThatIsNoneIsRefusedWithItsPlace() throws Exception {
        var body = new String(
                        PAYLOADS.pushed(HarborArtifact.tagged("library/app", "v1", DIGEST), Occasion.now("ci")), UTF_8)
                .replace(DIGEST, "sha256:none");

        var answer = post(body.getBytes(UTF_8));

        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("$.data.resources[0].digest"), answer.body());
    }

    @Test
    void aBodyThatDeclaresToBeOverTheLimitIsRefusedUnread() throws Exception {
        var answer = raw(head("Content-Length: " + (LIMITS.bodyBytes() + 1)));

        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    }

    @Test
    void aBodyThatGrowsOverTheLimitIsRefused() throws Exception {
        var size = LIMITS.bodyBytes() + 1;

        var answer = raw(head("Transfer-Encoding: chunked") + Integer.toHexString(size) + "\r\n" + " ".repeat(size));

        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    }

    @Test
    void anotherContentTypeIsRefused() throws Exception {
        assertEquals(
                415,
                send(request()
                                .setHeader("Content-Type", "text/plain")
                                .POST(push())
                                .build())
                        .statusCode());
    }

    @Test
    void whatIsNotThereIsSaidInJson() throws Exception {
        var nowhere = send(HttpRequest.newBuilder(base().resolve("/nowhere")).build());
        var get = send(HttpRequest.newBuilder(webhooks()).build());

        assertEquals(404, nowhere.statusCode());
        assertEquals("NOT_FOUND", json(nowhere).path("error").path("code").textValue());
        assertEquals(405, get.statusCode());
    }

    @Test
    void theApiIsDescribed() throws Exception {
        var openapi =
                send(HttpRequest.newBuilder(base().resolve("/openapi.yaml")).build());

        assertEquals(200, openapi.statusCode());
        assertTrue(openapi.body().contains("/webhooks/harbor"));
    }

    @Test
    void twoHostHeadersAreRefused() throws Exception {
        var answer = raw(head("Host: b\r\nContent-Length: 2") + "{}");

        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void aRequestThatCouldBeReadInTwoWaysIsRefused() throws Exception {
        var answer = raw(head("Content-Length: 6\r\nTransfer-Encoding: chunked") + "0\r\n\r\nG");

        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void aSecondDeliveryIsAnsweredWithTheFirstsPlace() throws Exception {
        var body = PAYLOADS.pushed(HarborArtifact.tagged("library/app", "v1", DIGEST), Occasion.now("ci"));
        var first = json(post(body));

        var second = post(body);

        assertEquals(202, second.statusCode());
        assertTrue(json(second).path("duplicate").booleanValue());
        assertEquals(first.path("partition"), json(second).path("partition"));
        assertEquals(first.path("offset"), json(second).path("offset"));
        var id = first.path("eventId").textValue();
        assertEquals(
                1,
                kafka.readAll(Topic.REGISTRY_EVENTS.topicName()).stream()
                        .filter(record -> header(record, "ce_id").equals(id))
                        .count());
    }

    @Test
    void aBodyThatCannotBeReadIsCountedAndKept() throws Exception {
        var body = "{\"type\":".repeat(10_000).getBytes(UTF_8);

        post(body);

        var hash = new Received("", body, Instant.EPOCH).digest();
        Await.until("the body to be kept", () -> quarantined(hash).isPresent());
        var kept = quarantined(hash).orElseThrow();
        assertEquals("/webhooks/harbor", kept.source());
        assertEquals("NOT_JSON", kept.reason().code());
        assertEquals(body.length, kept.bytes());
        assertArrayEquals(Arrays.copyOf(body, QuarantinedBody.LONGEST), kept.body());
        var counted = METERS.get("breakwater.webhook.rejected")
                .tags("source", "harbor", "code", "not_json")
                .counter();
        assertTrue(counted.count() >= 1);
    }

    @Test
    void aSecondDeliveryOfWhatLiesInTheSpoolIsInTheLogOnce(@TempDir Path folder) throws Exception {
        var topics = new CompletableFuture<Boolean>();
        var meters = new SimpleMeterRegistry();
        var occasion = Occasion.now("ci");
        var body = PAYLOADS.pushed(HarborArtifact.tagged("library/app", "v1", DIGEST), occasion);
        try (var spooling = Ingest.start(config(Optional.of(new SpoolSettings(folder, 64L << 20))), topics, meters);
                var posting = new Posting(spooling, SECRET)) {
            var first = posting.cloudEvent(body);
            var second = posting.cloudEvent(body);
            topics.complete(true);
            Await.until(
                    "the spool to be drained",
                    () -> meters.get("breakwater.webhook.spool").gauge().value() == 0);

            assertEquals(202, first.statusCode(), first.body());
            assertTrue(
                    json(first).path("spooled").booleanValue() && !json(first).has("duplicate"), first.body());
            assertEquals(202, second.statusCode(), second.body());
            assertTrue(json(second).path("duplicate").booleanValue(), second.body());
            assertFalse(json(second).has("offset"), second.body());
        }
        assertEquals(1, meters.get("breakwater.webhook.spooled").counter().count());
        assertEquals(1, meters.get("breakwater.webhook.duplicates").counter().count());
        assertEquals(
                1,
                kafka.readAll(Topic.REGISTRY_EVENTS.topicName()).stream()
                        .filter(record -> header(record, "ce_id").equals(occasion.id()))
                        .count());
    }

    @Test
    void aBodyThatTheQuarantineDoesNotGetIsCounted() throws Exception {
        var meters = new SimpleMeterRegistry();
        // Its topics are never made.
        try (var away = Ingest.start(config(Optional.empty()), new CompletableFuture<Boolean>(), meters);
                var posting = new Posting(away, SECRET)) {
            assertEquals(400, posting.standard("{").statusCode());

            Await.until(
                    "it to be counted",
                    () -> meters.get("breakwater.webhook.quarantine.dropped")
                                    .functionCounter()
                                    .count()
                            == 1);
        }
    }

    private static IngestConfig config(Optional<SpoolSettings> spool) {
        var options = new IngestOptions(Callers.ANYWHERE, Optional.empty(), Optional.empty(), spool, true);
        return new IngestConfig(
                "127.0.0.1",
                0,
                List.of(new SharedSecret(SECRET)),
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                LIMITS,
                options);
    }

    private static Optional<QuarantinedBody> quarantined(Digest digest) {
        return kafka.readAll(Topic.REGISTRY_QUARANTINE.topicName()).stream()
                .map(record -> JsonSerde.of(QuarantinedBody.class).read(record.value()))
                .filter(body -> body.digest().equals(digest))
                .findFirst();
    }

    /** Request line and headers of a webhook, with one more header. */
    private static String head(String header) {
        return "POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\nAuthorization: " + SECRET
                + "\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), ingest.port())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        return send(request().POST(BodyPublishers.ofByteArray(body)).build());
    }

    private static HttpRequest.Builder request() {
        return HttpRequest.newBuilder(webhooks())
                .header("Authorization", SECRET)
                .header("Content-Type", "application/cloudevents+json");
    }

    private static HttpRequest.BodyPublisher push() {
        return BodyPublishers.ofByteArray(
                PAYLOADS.pushed(HarborArtifact.tagged("library/app", "v1", DIGEST), Occasion.now("ci")));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    private static URI base() {
        return URI.create("http://127.0.0.1:" + ingest.port());
    }

    private static URI webhooks() {
        return base().resolve("/webhooks/harbor");
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.mapper().readTree(answer.body());
    }

    private static ConsumerRecord<byte[], byte[]> recordAt(JsonNode receipt) {
        return kafka.readAll(receipt.path("topic").textValue()).stream()
                .filter(record ->
                        record.partition() == receipt.path("partition").intValue()
                                && record.offset() == receipt.path("offset").longValue())
                .findFirst()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
