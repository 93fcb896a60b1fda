package io.breakwater.replicator;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Registry;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that cannot be written, and two processes with one name: one record for each event all the same (invariant 2). */
class LedgerFaultsIT {
    @TempDir
    Path directory;

    @Test
    void whatCannotBeRecordedIsKeptAndRecordedOnceTheLedgerIsBack() throws Exception {
        try (var running = Running.direct(directory, Settings.RULES);
                var admin = admin(running.rig)) {
            var rig = running.rig;
            var causes = new ArrayList<Coordinates>();
            causes.add(announce(rig, 0));
            rig.outcome(causes.getFirst());
            // No record is so short, but the end of a transaction is: each of them is refused and aborted.
            change(admin, new AlterConfigOp(longestRecord("100"), OpType.SET));
            var before = end(admin);
            causes.addAll(announce(rig, 1, 5));
            // What has aborted a transaction wrote its end to the ledger.
            Await.until("refused twice", () -> end(admin) >= before + 2);
            causes.addAll(announce(rig, 6, 10));
            // In its folder: a registry that is asked for a tag while it writes it says that it is not well.
            Await.until(
                    "copied, though nothing can be recorded",
                    () -> rig.standby
                            .contents()
                            .digest("example-project/app-10", "v1")
                            .filter(digest -> !digest.isEmpty())
                            .isPresent());
            assertTrue(running.replicator.ready());
            assertTrue(running.replicator.degraded().getFirst().startsWith("Nothing can be written to the ledger: "));
            assertEquals(Map.of(causes.getFirst(), 1), rig.recordsByCause());

            change(admin, new AlterConfigOp(longestRecord("100"), OpType.DELETE));

            causes.forEach(rig::outcome);
            assertEquals(onceEach(causes), rig.recordsByCause());
            assertEquals(List.of(), rig.deadLetters());
            Await.until("all is well", () -> running.replicator.degraded().isEmpty());
        }
    }

    /** As after a deployment that started the new one before the old one had ended. */
    @Test
    void ofTwoWithOneNameTheLaterGoesOnAndTheEarlierEnds() throws Exception {
        try (var rig = Rig.start(directory);
                var primary = new Registry(Settings.plain(rig.primary.host()));
                var standby = new Registry(Settings.plain(rig.standby.host()));
                var earlier = start(rig, primary, standby)) {
            var causes = new ArrayList<Coordinates>();
            causes.add(announce(rig, 0));
            rig.outcome(causes.getFirst());
            try (var later = start(rig, primary, standby)) {
                Await.until("a partition each", () -> rig.members() == 2 && later.ready());
                // Until one falls into the partition that the earlier one still has.
                for (var number = 1; earlier.failure().isEmpty(); number++) {
                    causes.add(announce(rig, number));
                    rig.outcome(causes.getLast());
                }
                causes.addAll(announce(rig, 1_000, 1_009));
                causes.forEach(rig::outcome);

                assertEquals(Optional.empty(), later.failure());
                assertTrue(
                        earlier.failure().orElseThrow().contains("ProducerFenced")
                                || earlier.failure().orElseThrow().contains("InvalidProducerEpoch"),
                        earlier.failure()::toString);
                assertEquals(onceEach(causes), rig.recordsByCause());
            }
        }
    }

    private static Replicator start(Rig rig, Registry primary, Registry standby) throws InterruptedException {
        return Replicator.start(
                Settings.config(rig.kafka.bootstrapServers(), primary, standby, Settings.RULES),
                new SimpleMeterRegistry());
    }

    private static List<Coordinates> announce(Rig rig, int first, int last) {
        var causes = new ArrayList<Coordinates>();
        for (var number = first; number <= last; number++) {
            causes.add(announce(rig, number));
        }
        return causes;
    }

    private static Coordinates announce(Rig rig, int number) {
        var image = TestImages.oci(number + 1, 1, 1_000);
        rig.push("library/app-" + number, image, "v1");
        return rig.announce("library/app-" + number + ":v1", image.root());
    }

    private static Map<Coordinates, Integer> onceEach(Collection<Coordinates> causes) {
        var counts = new HashMap<Coordinates, Integer>();
        causes.forEach(cause -> counts.put(cause, 1));
        return counts;
    }

    private static Admin admin(Rig rig) {
        return Admin.create(Map.of("bootstrap.servers", rig.kafka.bootstrapServers()));
    }

    private static ConfigEntry longestRecord(String bytes) {
        return new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes);
    }

    private static void change(Admin admin, AlterConfigOp change) throws ExecutionException, InterruptedException {
        var ledger = new ConfigResource(ConfigResource.Type.TOPIC, Topic.REPLICATION_LEDGER.topicName());
        admin.incrementalAlterConfigs(Map.of(ledger, List.of(change))).all().get();
    }

    /** Of the ledger's partitions together, with all that was aborted. */
    private static long end(Admin admin) {
        try {
            var partitions = IntStream.range(0, 2)
                    .mapToObj(number -> new TopicPartition(Topic.REPLICATION_LEDGER.topicName(), number))
                    .collect(toMap(partition -> partition, _ -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
