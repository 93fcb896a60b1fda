package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.follower.core.Cursor;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.Management;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account that reads the log may do so no more, and Harbor shows it an empty one. */
class WithdrawnPermissionIT {
    private static final String GROUP = "withdrawn";
    private static final String ROBOT = "robot$withdrawn";

    @TempDir
    static Path folder;

    private final FollowerRig rig = new FollowerRig(folder);
    private final Management management = rig.harbor.face().management();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FollowerMeters meters = new FollowerMeters(registry);
    private final Trouble trouble = new Trouble();
    private final KafkaConsumer<byte[], byte[]> group = new KafkaConsumer<>(
            // What is committed in a transaction is waited for, until its end is written at the offsets too.
            Map.<String, Object>of(
                    "bootstrap.servers",
                    rig.kafka.bootstrapServers(),
                    "group.id",
                    GROUP,
                    "isolation.level",
                    "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());

    @BeforeEach
    void hide() {
        management.hideAuditLog(true);
    }

    @AfterEach
    void stop() {
        group.close();
        rig.close();
    }

    @Test
    void itIsSaidAndWhatHappensMeanwhileIsToldWhenThePermissionIsBack() throws Exception {
        var config = rig.harbor.config(rig.harbor.robotOfTheLog(GROUP), rig.kafka.bootstrapServers(), GROUP);
        var permissions = management.robot(ROBOT).path("permissions");
        var first = follow(config);
        FollowerRig.awaitActive(registry);
        Await.until("a cursor to be kept", () -> kept().isPresent());

        management.setRobot(ROBOT, "permissions", List.of());
        var withdrawn = Instant.now();

        Await.until("it to be said", () -> !trouble.present().isEmpty());
        assertTrue(trouble.present().getFirst().contains("the log shows this account nothing"));
        Await.until("nobody to follow", () -> active() == 0);
        assertFalse(kept().orElseThrow().at().isAfter(withdrawn), "it has read on, and seen nothing");
        management.auditTrail().add("delete tag", "library/withdrawn:v1", "admin", Instant.now());
        end(first);

        management.setRobot(ROBOT, "permissions", permissions);
        var second = follow(config);
        rig.topic.awaitTold("library/withdrawn", 1);
        Await.until("the trouble to be over", () -> trouble.present().isEmpty());
        end(second);
    }

    /** It may have been withdrawn in any of them: it is not asked after each. */
    @Test
    void noRoundInWhichNothingWasSeenMovesTheCursorThatIsKept() throws Exception {
        var site = rig.harbor.robotOfTheLog(GROUP);
        var commits = new AtomicInteger();
        try (var api = new HarborApi(site);
                var leader = new Leader(
                        rig.harbor.config(site, rig.kafka.bootstrapServers(), GROUP),
                        new AuditLog(api),
                        meters,
                        trouble,
                        Optional::empty,
                        () -> {
                            commits.incrementAndGet();
                            return Optional.of(group.groupMetadata());
                        },
                        Leader.LONGEST_ASKING,
                        Leader.LONGEST_DOUBT)) {
            assertEquals(Round.DONE, leader.round());
            var before = kept();
            assertTrue(before.isPresent());
            management.setRobot(ROBOT, "permissions", List.of());

            Await.until("a cursor to be kept again", () -> round(leader) == Round.DONE && commits.get() > 1);

            assertEquals(before, kept());
        }
    }

    /** It is not asked in that time, so it must not have read on over what it was not shown. */
    @Test
    void whatHappenedInAShortAbsenceOfThePermissionIsTold() throws Exception {
        var site = rig.harbor.robotOfTheLog(GROUP);
        var permissions = management.robot(ROBOT).path("permissions");
        var usual = rig.harbor.config(site, rig.kafka.bootstrapServers(), GROUP);
        var pace = new FollowerConfig.Pace(Duration.ofMillis(100), Duration.ZERO, Duration.ofSeconds(10));
        var config = new FollowerConfig(usual.harbor(), usual.covers(), usual.kafka(), usual.group(), pace);
        try (var api = new HarborApi(site);
                var leader = new Leader(
                        config,
                        new AuditLog(api),
                        meters,
                        trouble,
                        Optional::empty,
                        () -> Optional.of(group.groupMetadata()),
                        Leader.LONGEST_ASKING,
                        Leader.LONGEST_DOUBT)) {
            assertEquals(Round.DONE, leader.round());
            management.setRobot(ROBOT, "permissions", List.of());
            var happened = Instant.now();
            management.auditTrail().add("delete tag", "library/short:v1", "admin", happened);
            // Its rounds begin so far back each time: earlier it would see the row in any case.
            var outOfSight = happened.plus(pace.overlap()).plusSeconds(2);
            Await.until(
                    "rounds", () -> round(leader) == Round.DONE && Instant.now().isAfter(outOfSight));

            management.setRobot(ROBOT, "permissions", permissions);

            assertEquals(Round.DONE, leader.round());
            rig.topic.awaitTold("library/short", 1);
            assertEquals(List.of("library/short:v1"), rig.topic.removedTags("library/short"));
        }
    }

    private static Round round(Leader leader) {
        try {
            return leader.round();
        } catch (IOException | InterruptedException | AuditLog.Unavailable e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Cursor> kept() {
        return Optional.ofNullable(group.committed(Set.of(FollowerLog.SEAT)).get(FollowerLog.SEAT))
                .flatMap(committed -> Cursor.of(committed.metadata()));
    }

    private double active() {
        return registry.get("breakwater.follower.active").gauge().value();
    }

    /** One that asks after each round in which it has seen nothing. */
    private Thread follow(FollowerConfig config) {
        var topics = CompletableFuture.completedFuture(true);
        return Thread.ofPlatform().start(new FollowerLoop(config, topics, meters, trouble, Duration.ZERO));
    }

    private static void end(Thread follower) throws InterruptedException {
        follower.interrupt();
        follower.join();
    }
}
