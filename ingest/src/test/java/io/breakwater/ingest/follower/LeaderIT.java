package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.ingest.rest.HarborApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round after the other, by hand. */
class LeaderIT {
    private static final List<String> LATE =
            IntStream.range(0, 3).mapToObj(number -> "late-" + number).toList();

    @TempDir
    Path folder;

    /** Each question is over after its time, so that of many the group would take us for dead. */
    @Test
    void roundAsksNoLongerThanItMayAndTheNextOnesAskForTheRest() throws Exception {
        try (var rig = new FollowerRig(folder);
                var odd = new OddHarbor(rig.harbor);
                var api = new HarborApi(odd.site());
                var consumer = new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", rig.kafka.bootstrapServers(), "group.id", "patient"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var trail = rig.harbor.face().management().auditTrail();
            var now = Instant.now().minusSeconds(60);
            LATE.forEach(tag -> trail.add("create tag", "library/patient:" + tag, "admin", now));
            trail.add("delete tag", "library/patient:gone", "admin", now.plusSeconds(1));
            var config = rig.harbor.config(odd.site(), rig.kafka.bootstrapServers(), "patient");
            // Each round has time for one question.
            var longest = OddHarbor.LATE.minusMillis(100);
            var meters = new FollowerMeters(new SimpleMeterRegistry());
            try (var leader = new Leader(
                    config,
                    new AuditLog(api),
                    meters,
                    new Trouble(),
                    Optional::empty,
                    () -> Optional.of(consumer.groupMetadata()),
                    longest,
                    Leader.LONGEST_DOUBT)) {
                for (var round = 1; round <= LATE.size(); round++) {
                    assertEquals(Round.INCOMPLETE, leader.round());
                    assertEquals(round, askedFor(odd));
                }
                assertEquals(Round.DONE, leader.round());
            }
            assertEquals(LATE.size(), askedFor(odd));
            assertEquals(List.of("library/patient:gone"), rig.topic.removedTags("library/patient"));
        }
    }

    private static long askedFor(OddHarbor odd) {
        return LATE.stream().filter(odd.questions()::containsKey).count();
    }
}
