package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.schemas.JsonSerde;
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
import java.nio.file.Path;
import java.time.Duration;
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

/** A broker that goes away and comes back while senders go on. */
class BrokerOutageIT {
    private static final String DIGEST = "sha256:" + "b".repeat(64);
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final HarborPayloads PAYLOADS = new HarborPayloads(PayloadFormat.CLOUDEVENTS, "cr.example.io");

    @TempDir
    private Path folder;

    private static KafkaFixture kafka;

    /** Longer than any answer of ours takes (2.5 s), by as much as a machine may stand still that starts a broker meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** What a sender got for one event. */
    private record Sent(String id, String image, int status, boolean retryAfter) {}

    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    /** Ids, each as often as it was sent, whatever became of that. */
    private final ConcurrentLinkedQueue<String> tries = new ConcurrentLinkedQueue<>();

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
        nobodyWaits(kafka::kill, kafka::startAgain);
    }

    /** It says nothing, not even that it is away, and what it was sent it does later. */
    @Test
    void nobodyWaitsForABrokerThatStandsStillEither() throws Exception {
        nobodyWaits(kafka::freeze, kafka::goOn);
    }

    private void nobodyWaits(Runnable away, Runnable back) throws Exception {
        try (var ingest = ingest(IngestLimits.DEFAULT, Optional.empty());
                var posting = new Posting(ingest, "", PATIENCE)) {
            outage(away, back, ingest, posting, 503);
        }
        // An answer that waited for the broker would stand here.
        assertEquals(List.of(), List.copyOf(faults));
        assertEquals(Set.of(202, 503), sent.stream().map(Sent::status).collect(toSet()));
        assertTrue(sent.stream().filter(one -> one.status() == 503).allMatch(Sent::retryAfter));
        assertStoredAsSent();
        assertNoMoreRecordsThanDeliveries();
    }

    @Test
    void withASpoolTheSendersSeeNoOutage() throws Exception {
        // Enough for a broker that takes its time: a full spool is answered 503, as it should be.
        var spool = new SpoolSettings(folder, 512L << 20);
        // The disk may take its time, and is waited for.
        var limits = TestLimits.of(256, TestLimits.HANG, TestLimits.SHORT, TestLimits.HANG);
        try (var ingest = ingest(limits, Optional.of(spool));
                var posting = new Posting(ingest, "")) {
            outage(kafka::kill, kafka::startAgain, ingest, posting, 202);

            var all = acknowledged();
            Await.until("all to be in the topic", () -> storedIds().containsAll(all));
        }
        assertEquals(List.of(), List.copyOf(faults));
        assertEquals(Set.of(202), sent.stream().map(Sent::status).collect(toSet()));
        assertStoredAsSent();
    }

    /** Everything that was acknowledged is there, and says what was sent. */
    private void assertStoredAsSent() {
        var stored = stored();
        assertEquals(Set.of(), minus(acknowledged(), stored.keySet()), "acknowledged and not in the topic");
        for (var one : sent) {
            for (var copy : stored.getOrDefault(one.id(), List.of())) {
                var pushed = assertInstanceOf(RegistryEvent.Pushed.class, copy);
                assertEquals(one.image(), pushed.key());
                assertEquals(DIGEST, pushed.digest().value());
            }
        }
    }

    /** So what was sent once is there once. A 503 leaves open whether the brokers have taken the event, which then comes again. */
    private void assertNoMoreRecordsThanDeliveries() {
        var deliveries = tries.stream().collect(groupingBy(id -> id, counting()));
        var stored = stored();
        deliveries.forEach((id, times) -> {
            var copies = stored.getOrDefault(id, List.of()).size();
            assertTrue(copies <= times, () -> copies + " records of " + id + ", sent " + times + " times");
        });
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
        return all.stream().filter(one -> !some.contains(one)).collect(toSet());
    }

    private void outage(Runnable away, Runnable back, Ingest ingest, Posting posting, int answerMeanwhile)
            throws Exception {
        Await.until("ingest to be ready", ingest::ready);
        var senders = IntStream.range(0, 8)
                .mapToObj(sender -> Thread.ofVirtual().start(() -> send(posting, sender)))
                .toList();
        Await.until("some webhooks", () -> acknowledged().size() > 100);
        away.run();
        // What is answered before the broker is started again has not waited for it.
        var before = count(answerMeanwhile);
        Await.until("some webhooks in the outage", () -> count(answerMeanwhile) > before + 100);
        assertEquals(200, health(posting), "in the outage");
        back.run();
        var again = acknowledged().size();
        Await.until("some webhooks after it", () -> acknowledged().size() > again + 100);
        assertEquals(200, health(posting), "after it");
        for (var sender : senders) {
            sender.interrupt();
            sender.join();
        }
    }

    private static int health(Posting posting) throws IOException, InterruptedException {
        return posting.get("/healthz").statusCode();
    }

    /** One event after another, each until it is acknowledged, as Harbor would with more patience. */
    private void send(Posting posting, int sender) {
        for (var number = 0; !Thread.currentThread().isInterrupted(); number++) {
            var occasion = Occasion.now("ci");
            var artifact = HarborArtifact.tagged("library/load-" + sender, "v" + number, DIGEST);
            var body = PAYLOADS.pushed(artifact, occasion);
            var status = 0;
            while (status != 202 && !Thread.currentThread().isInterrupted()) {
                status = sendOnce(posting, occasion.id(), "library/load-" + sender + ":v" + number, body);
                pause();
            }
        }
    }

    /** The pace of the senders, not a wait for something: the broker needs the machine to start. */
    private static void pause() {
        try {
            // The senders' own pace; they wait for nothing here.
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int sendOnce(Posting posting, String id, String image, byte[] body) {
        tries.add(id);
        try {
            var answer = posting.cloudEvent(body);
            sent.add(new Sent(
                    id,
                    image,
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

    /** Events by id. */
    private static Map<String, List<RegistryEvent>> stored() {
        return kafka.readAll(Topic.REGISTRY_EVENTS.topicName()).stream()
                .map(record -> EVENTS.read(record.value()))
                .collect(groupingBy(event -> event.origin().eventId()));
    }

    private static Set<String> storedIds() {
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
