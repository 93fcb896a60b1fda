package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.google.StandbyNames;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.google.KeyServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The corpus over HTTP: bad input is the sender's fault, never ours, and nobody waits for it. */
class FuzzIT {
    private static final int MUTATIONS_EACH = 25;
    private static final Set<Integer> ANSWERS = Set.of(200, 202, 400, 413);
    private static final StandbyNames NAMES = new StandbyNames("asia.gcr.io", Optional::of);

    @Test
    void nothingThatComesIsAFaultOfOurs() throws Exception {
        var log = new MemoryLog();
        try (var google = KeyServer.start();
                var ingest = Ingest.start(config(google), log, new SimpleMeterRegistry());
                var posting = new Posting(
                        ingest, "Bearer " + google.token(KeyServer.claims().build()))) {
            // Keys are fetched with little patience; until that was done a push is put off.
            Await.until("the keys to be fetched", () -> isJudged(posting));
            var accepted = 0;
            for (var sample : Stream.concat(Corpus.broken(), Corpus.mutated(11, MUTATIONS_EACH))
                    .toList()) {
                var answer = posting.post(sample.path(), sample.mediaType(), sample.body());

                assertTrue(ANSWERS.contains(answer.statusCode()), () -> answer.statusCode() + " for " + sample);
                accepted += answer.statusCode() == 202 ? 1 : 0;
            }

            assertTrue(accepted > 0 && log.events().size() > 0, "some bodies are good nevertheless");
            assertEquals(200, posting.get("/healthz").statusCode());
        }
    }

    private static boolean isJudged(Posting posting) {
        try {
            return posting.post("/webhooks/pubsub", "application/json", new byte[0])
                            .statusCode()
                    == 400;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IngestConfig config(KeyServer google) {
        var pubsub = new PubSubPush(KeyServer.AUDIENCE, KeyServer.ACCOUNT, google.url(), NAMES);
        var options =
                new IngestOptions(Callers.ANYWHERE, Optional.empty(), Optional.of(pubsub), Optional.empty(), false);
        return new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), TestLimits.PATIENT, options);
    }
}
