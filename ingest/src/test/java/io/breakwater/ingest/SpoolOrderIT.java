package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that dies while the spool is drained into it. */
class SpoolOrderIT {
    private static final int NAMES = 20;
    private static final int OF_EACH = 300;
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));

    @TempDir
    private Path folder;

    /** Counts what the brokers have acknowledged. */
    private record Counting(EventLog log, AtomicInteger acknowledged) implements EventLog {
        @Override
        public CompletableFuture<Receipt> publish(RegistryEvent event) {
            return log.publish(event).whenComplete((_, error) -> {
                if (error == null) {
                    acknowledged.incrementAndGet();
                }
            });
        }

        @Override
        public boolean isReady() {
            return log.isReady();
        }

        @Override
        public void close() {
            log.close();
        }
    }

    @Test
    void theEventsOfANameKeepTheirOrderWhateverBecomesOfTheBroker() throws Exception {
        try (var kafka = KafkaFixture.start()) {
            assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
            kafka.createTopics(3, Topic.REGISTRY_EVENTS.topicName());
            var topics = new CompletableFuture<Boolean>();
            var acknowledged = new AtomicInteger();
            var client = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
            var brokers = new KafkaEventLog(client, topics, IngestLimits.DEFAULT.acknowledgement());
            var spool = Spool.open(folder, 64L << 20);
            try (var log = new SpoolingLog(new Counting(brokers, acknowledged), spool)) {
                fill(log);
                topics.complete(true);
                for (var kill = 1; kill <= 3; kill++) {
                    var enough = kill * 1_000;
                    Await.until("a part to be in the log", () -> acknowledged.get() > enough);
                    kafka.kill();
                    kafka.startAgain();
                }
                Await.until("all to be in the log", spool::isEmpty);
            }

            var read = kafka.readAll(Topic.REGISTRY_EVENTS.topicName());
            for (var name = 0; name < NAMES; name++) {
                var key = name(name);
                var ids = new LinkedHashSet<String>();
                read.stream()
                        .filter(record -> new String(record.key(), UTF_8).equals(key))
                        .forEach(record -> ids.add(
                                new String(record.headers().lastHeader("ce_id").value(), UTF_8)));
                assertEquals(numbers(), List.copyOf(ids), "of " + key + ", whichever came first under its id");
            }
        }
    }

    /** Before there are topics all goes to the disk; one sender for each name, so that flushes are shared. */
    private static void fill(SpoolingLog log) throws InterruptedException {
        var senders = new ArrayList<Thread>();
        for (var name = 0; name < NAMES; name++) {
            var key = name(name);
            senders.add(Thread.ofVirtual()
                    .start(() ->
                            numbers().forEach(id -> log.publish(event(key, id)).join())));
        }
        for (var sender : senders) {
            sender.join();
        }
    }

    private static List<String> numbers() {
        return IntStream.range(0, OF_EACH).mapToObj(Integer::toString).toList();
    }

    private static String name(int number) {
        return "library/app-" + number + ":v1";
    }

    private static RegistryEvent event(String name, String id) {
        var now = Instant.parse("2026-11-24T12:00:00Z");
        var origin = new RegistryEvent.Origin(id, Side.PRIMARY, "/a", now, now, Optional.empty(), DIGEST);
        return new RegistryEvent.Pushed(origin, ImageName.parse(name), DIGEST);
    }
}
