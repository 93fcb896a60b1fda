package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.google.KeyServer;
import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.google.StandbyNames;
import io.breakwater.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pub/Sub's pushes over HTTP, with tokens of a Google of our own. */
class PubSubIT {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final StandbyNames NAMES = new StandbyNames() {
        @Override
        public String host() {
            return "asia.gcr.io";
        }

        @Override
        public Optional<String> atPrimary(String standbyRepository) {
            return Optional.of(standbyRepository.replace("example-project/", "library/"));
        }
    };

    private final MemoryLog log = new MemoryLog();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KeyServer google = KeyServer.start();
    private final KeyServer silent = KeyServer.silent();
    private Ingest ingest = start(google);

    @AfterEach
    void stop() {
        // First, so that nobody waits for an answer of it.
        silent.close();
        ingest.close();
        google.close();
    }

    @Test
    void aGenuinePushIsKept() throws Exception {
        var answer = push("Bearer " + google.token(KeyServer.claims().build()));

        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals("library/app:v1", log.events().getFirst().key());
    }

    @Test
    void aTokenForSomebodyElseIsRefusedWithoutBeingQuoted() throws Exception {
        var token = google.token(
                KeyServer.claims().audience("https://other.example.com").build());

        var answer = push("Bearer " + token);

        assertEquals(401, answer.statusCode());
        assertFalse(answer.body().contains(token), answer.body());
        assertTrue(log.events().isEmpty());
    }

    @Test
    void noTokenIsRefused() throws Exception {
        assertEquals(401, push("Basic c2VjcmV0").statusCode());
    }

    @Test
    void withoutKeysNobodyWaitsAndNothingElseDoes() throws Exception {
        ingest.close();
        ingest = start(silent);
        var begin = System.nanoTime();
        var answer = CompletableFuture.supplyAsync(() -> pushUnchecked());
        Await.until("the keys to be asked for", () -> silent.asked() > 0);

        try (var other = new Posting(ingest, "")) {
            assertEquals(200, other.get("/healthz").statusCode());
            assertEquals(202, other.standard(pushed()).statusCode());
        }
        assertFalse(answer.isDone(), "the other webhooks did not wait for the keys");

        assertEquals(503, answer.join().statusCode());
        assertTrue(answer.join().headers().firstValue("Retry-After").isPresent());
        assertTrue(System.nanoTime() - begin < Posting.PATIENCE.toNanos());
    }

    @Test
    void withoutASubscriptionThereIsNoSuchPath() throws Exception {
        ingest.close();
        ingest = start(IngestOptions.NONE);

        assertEquals(404, push("Bearer a").statusCode());
    }

    private static String pushed() {
        return """
                {"type":"PUSH_ARTIFACT","occur_at":1763870000,"event_data":{"resources":[{"digest":"%s"}],\
                "repository":{"repo_full_name":"library/app"}}}""".formatted(A);
    }

    private HttpResponse<String> pushUnchecked() {
        try {
            return push("Bearer " + google.token(KeyServer.claims().build()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> push(String authorization) throws Exception {
        var data = "{\"action\":\"INSERT\",\"digest\":\"asia.gcr.io/example-project/app@%s\",\"tag\":\"%s\"}"
                .formatted(A, "asia.gcr.io/example-project/app:v1");
        var body = "{\"message\":{\"data\":\"%s\",\"messageId\":\"1\",\"publishTime\":\"2026-11-24T10:02:17.090Z\"}}"
                .formatted(Base64.getEncoder().encodeToString(data.getBytes(UTF_8)));
        try (var posting = new Posting(ingest, authorization)) {
            return posting.post("/webhooks/pubsub", "application/json", body.getBytes(UTF_8));
        }
    }

    private Ingest start(KeyServer keys) {
        return start(new IngestOptions(
                Callers.ANYWHERE,
                Optional.empty(),
                Optional.of(new PubSubPush(KeyServer.AUDIENCE, KeyServer.ACCOUNT, keys.url(), NAMES)),
                Optional.empty(),
                false));
    }

    private Ingest start(IngestOptions options) {
        return Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), IngestLimits.DEFAULT, options), log, meters);
    }
}
