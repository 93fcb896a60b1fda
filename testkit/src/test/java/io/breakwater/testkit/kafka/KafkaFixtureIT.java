package io.breakwater.testkit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.jvm.StartCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaFixtureIT {
    @Test
    void onlyCommittedRecordsAreRead() throws ExecutionException, InterruptedException {
        try (var kafka = KafkaFixture.start()) {
            kafka.createTopics(2, "letters");

            writeInTransaction(kafka, "a", 0, true);
            writeInTransaction(kafka, "b", 0, false);
            writeInTransaction(kafka, "c", 1, true);

            Await.until("the committed records", () -> texts(kafka).size() >= 2);
            assertEquals(List.of("a", "c"), texts(kafka));
        }
    }

    @Test
    void recordsOutliveAKill() throws ExecutionException, InterruptedException {
        try (var kafka = KafkaFixture.start()) {
            assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
            kafka.createTopics(1, "letters");
            writeInTransaction(kafka, "a", 0, true);
            kafka.kill();

            kafka.startAgain();

            // A commit is answered when it is decided; the record is readable when its marker is written, a moment
            // later.
            Await.until("the committed record", () -> texts(kafka).equals(List.of("a")));
        }
    }

    /** Otherwise all of them load their classes anew, and nothing but the length of the build would tell. */
    @Test
    void brokersTakeTheirClassesFromTheStartCache() {
        assumeTrue(StartCache.folder().isPresent(), "this build has no start caches");
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "this system does not show what a process has mapped");
        // Whoever starts one while another test makes the cache has to do without.
        Await.until(
                "a broker that uses the cache (why there is none, the first that wanted it has logged; to try again remove "
                        + StartCache.folder().orElseThrow() + ")",
                KafkaFixtureIT::usesTheCache);
    }

    private static boolean usesTheCache() {
        try (var kafka = KafkaFixture.start()) {
            assumeTrue(kafka.canBeKilled(), "this kind of broker has no process of its own");
            return ProcessHandle.current().children().anyMatch(child -> StartCache.isUsedBy(child.pid(), "broker"));
        }
    }

    private static List<String> texts(KafkaFixture kafka) {
        return kafka.readAll("letters").stream()
                .map(record -> new String(record.value(), UTF_8))
                .sorted()
                .toList();
    }

    private static void writeInTransaction(KafkaFixture kafka, String text, int partition, boolean commit)
            throws ExecutionException, InterruptedException {
        var configuration =
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "writer");
        try (var producer = new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("letters", partition, null, text.getBytes(UTF_8)))
                    .get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }
}
