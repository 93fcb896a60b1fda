package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.google.StandbyNames;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.google.KeyServer;
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
    private static final StandbyNames NAMES =
            new StandbyNames("asia.gcr.io", name -> Optional.of(name.replace("example-project/", "library/")));

    private final MemoryLog log = new MemoryLog();
    private final KeyServer google = KeyServer.start();
    private final KeyServer slow = KeyServer.slow();
    private Ingest ingest = start(TestLimits.PATIENT, options(google));

    @AfterEach
    void stop() {
        // First, so that nobody waits for an answer of it.
        slow.close();
        ingest.close();
        google.close();
    }

    @Test
    void aGenuinePushIsKept() throws Exception {
        var token = "Bearer " + google.token(KeyServer.claims().build());
        // Keys are fetched with little patience; a machine may be so slow that a push is put off.
        Await.until("the keys to be fetched", () -> pushUnchecked(token).statusCode() != 503);

        var answer = push(token);

        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals("library/app:v1", log.events().getLast().key());
    }

    @Test
    void aTokenForSomebodyElseIsRefusedWithoutBeingQuoted() throws Exception {
        var token = google.token(
                KeyServer.claims().audience("https://other.example.com").build());

        Await.until(
                "the keys to be fetched", () -> pushUnchecked("Bearer " + token).statusCode() != 503);

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
    void whileKeysAreOnTheirWayNobodyWaitsForThem() throws Exception {
        ingest.close();
        var limits = TestLimits.of(8, TestLimits.HANG, TestLimits.SHORT, TestLimits.SHORT);
        ingest = start(limits, options(slow));
        var token = "Bearer " + google.token(KeyServer.claims().build());
        var answer = CompletableFuture.supplyAsync(() -> pushUnchecked(token));
        Await.until("the keys to be asked for", () -> slow.asked() > 0);

        // All of these are answered before the keys are there, which is when this test says so.
        try (var other = new Posting(ingest, "")) {
            assertEquals(200, other.get("/healthz").statusCode());
            Await.until("another sender to be answered", () -> status(other) == 400);
        }
        assertEquals(503, answer.join().statusCode());
        assertTrue(answer.join().headers().firstValue("Retry-After").isPresent());
        assertTrue(log.events().isEmpty());
    }

    @Test
    void withoutASubscriptionThereIsNoSuchPath() throws Exception {
        ingest.close();
        ingest = start(TestLimits.PATIENT, IngestOptions.NONE);

        assertEquals(404, push("Bearer a").statusCode());
    }

    /** Of a body that is no event; the limit of this test is so short that a slow machine may put it off. */
    private static int status(Posting posting) {
        try {
            return posting.standard("{}").statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> pushUnchecked(String authorization) {
        try {
            return push(authorization);
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

    private static IngestOptions options(KeyServer keys) {
        return new IngestOptions(
                Callers.ANYWHERE,
                Optional.empty(),
                Optional.of(new PubSubPush(KeyServer.AUDIENCE, KeyServer.ACCOUNT, keys.url(), NAMES)),
                Optional.empty(),
                false);
    }

    private Ingest start(IngestLimits limits, IngestOptions options) {
        return Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), limits, options), log, new SimpleMeterRegistry());
    }
}
