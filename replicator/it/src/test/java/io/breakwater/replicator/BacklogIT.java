package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory is bounded by configuration, not by partitions and a backlog (invariant 7). */
class BacklogIT {
    private static final int PARTITIONS = 24;
    private static final int EVENTS = 10_000;

    @TempDir
    Path directory;

    @Test
    void aBacklogOverManyPartitionsDuringAnOutageFitsIntoAHeapOf128Mebibytes() {
        var log = directory.resolve("replicator.log");
        try (var rig = Rig.start(directory, PARTITIONS)) {
            rig.standby.stop();
            rig.announceAll(names(), "sha256:" + "1".repeat(64));
            try (var replicator = ReplicatorProcess.start(
                    log, "128m", rig.kafka.bootstrapServers(), rig.primary.host(), rig.standby.host())) {
                // Each is followed by a time in which partitions are read: without a budget all would be in memory by
                // then.
                Await.until("thirty vain tries", () -> {
                    assertTrue(replicator.isAlive(), "it has died of the backlog");
                    return triesInVain(log) >= 30;
                });

                rig.standby.startAgain();

                Await.until("the backlog done", () -> {
                    assertTrue(replicator.isAlive(), "it has died of the backlog");
                    return rig.committed() >= EVENTS;
                });
            }

            var records = rig.recordsByCause();
            assertEquals(EVENTS, records.size());
            assertEquals(Set.of(1), new TreeSet<>(records.values()));
        }
    }

    private static List<String> names() {
        return IntStream.range(0, EVENTS)
                .mapToObj(number -> "library/backlog:v" + number)
                .toList();
    }

    private static long triesInVain(Path log) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("Copy failed, will be tried again"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
