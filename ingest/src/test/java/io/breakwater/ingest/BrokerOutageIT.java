package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborArtifact;
import io.breakwater.testkit.harbor.HarborPayloads;
import io.breakwater.testkit.harbor.Occasion;
import io.breakwater.testkit.harbor.PayloadFormat;
import io.breakwater.testkit.kafka.KafkaFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that dies and comes back while senders go on. */
class BrokerOutageIT {
    private static final String DIGEST = "sha256:" + "b".repeat(64);
    private static final HarborPayloads PAYLOADS = new HarborPayloads(PayloadFormat.CLOUDEVENTS, "cr.example.io");

    @TempDir
    private Path folder;

    private static KafkaFixture kafka;

    /** What a sender got for one event. */
    private record Sent(String id, int status, boolean retryAfter) {}

    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Exception> faults = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        kafka = KafkaFixture.start();
        assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
        kafka.createTopics(3, Topic.REGISTRY_EVENTS.topicName());
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void every202IsInTheTopicAndNobodyWaitsForTheBroker() throws Exception {
        try (var ingest = ingest(IngestLimits.DEFAULT, Optional.empty());
                var posting = new Posting(ingest, "")) {
            outage(ingest, posting, 503);

            assertEquals(200, posting.get("/healthz").statusCode());
        }
        assertEquals(List.of(), List.copyOf(faults));
        assertEquals(Set.of(202, 503), sent.stream().map(Sent::status).collect(toSet()));
        assertTrue(sent.stream().filter(one -> one.status() == 503).allMatch(Sent::retryAfter));
        assertTrue(stored().containsAll(acknowledged()), "every 202 is in the topic");
    }

    @Test
    void withASpoolTheSendersSeeNoOutage() throws Exception {
        // Enough for a broker that takes its time: a full spool is answered 503, as it should be.
        var spool = new SpoolSettings(folder, 512L << 20);
        // The disk may take its time, and is waited for.
        var limits = TestLimits.of(256, TestLimits.HANG, TestLimits.SHORT, TestLimits.HANG);
        try (var ingest = ingest(limits, Optional.of(spool));
                var posting = new Posting(ingest, "")) {
            outage(ingest, posting, 202);

            var all = acknowledged();
            Await.until("all to be in the topic", () -> stored().containsAll(all));
        }
        assertEquals(List.of(), List.copyOf(faults));
        assertEquals(Set.of(202), sent.stream().map(Sent::status).collect(toSet()));
    }

    private void outage(Ingest ingest, Posting posting, int answerMeanwhile) throws InterruptedException {
        Await.until("ingest to be ready", ingest::ready);
        var senders = IntStream.range(0, 8)
                .mapToObj(sender -> Thread.ofVirtual().start(() -> send(posting, sender)))
                .toList();
        Await.until("some webhooks", () -> acknowledged().size() > 100);
        kafka.kill();
        // What is answered before the broker is started again has not waited for it.
        var before = count(answerMeanwhile);
        Await.until("some webhooks in the outage", () -> count(answerMeanwhile) > before + 100);
        kafka.startAgain();
        var again = acknowledged().size();
        Await.until("some webhooks after it", () -> acknowledged().size() > again + 100);
        for (var sender : senders) {
            sender.interrupt();
            sender.join();
        }
    }

    /** One event after another, each until it is acknowledged, as Harbor would with more patience. */
    private void send(Posting posting, int sender) {
        for (var number = 0; !Thread.currentThread().isInterrupted(); number++) {
            var occasion = Occasion.now("ci");
            var artifact = HarborArtifact.tagged("library/load-" + sender, "v" + number, DIGEST);
            var body = PAYLOADS.pushed(artifact, occasion);
            var status = 0;
            while (status != 202 && !Thread.currentThread().isInterrupted()) {
                status = sendOnce(posting, occasion.id(), body);
                pause();
            }
        }
    }

    /** The pace of the senders, not a wait for something: the broker needs the machine to start. */
    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int sendOnce(Posting posting, String id, byte[] body) {
        try {
            var answer = posting.cloudEvent(body);
            sent.add(new Sent(
                    id,
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").isPresent()));
            return answer.statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (IOException e) {
            // No answer, or one that took as long as only what hangs takes.
            faults.add(e);
            return 0;
        }
    }

    private Set<String> acknowledged() {
        return sent.stream().filter(one -> one.status() == 202).map(Sent::id).collect(toSet());
    }

    private long count(int status) {
        return sent.stream().filter(one -> one.status() == status).count();
    }

    /** For consumers that keep one of each id. */
    private static Set<String> stored() {
        return kafka.readAll(Topic.REGISTRY_EVENTS.topicName()).stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                .collect(toSet());
    }

    private static Ingest ingest(IngestLimits limits, Optional<SpoolSettings> spool) {
        var options = new IngestOptions(Callers.ANYWHERE, Optional.empty(), Optional.empty(), spool, false);
        return Ingest.start(
                new IngestConfig(
                        "127.0.0.1",
                        0,
                        List.of(),
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        limits,
                        options),
                new SimpleMeterRegistry());
    }
}
