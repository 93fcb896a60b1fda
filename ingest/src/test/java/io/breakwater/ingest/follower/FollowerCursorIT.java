package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.ingest.follower.core.AuditRow;
import io.breakwater.ingest.follower.core.Cursor;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.testkit.harbor.HarborFace.Manner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a follower begins, and how far it comes: at first, after an absence, and with an image that it is not told about. */
class FollowerCursorIT {
    @TempDir
    static Path folder;

    private static FollowerRig rig;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final MeterRegistry others = new SimpleMeterRegistry();

    @BeforeAll
    static void start() {
        rig = new FollowerRig(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void imageThatHarborIsTooBusyToDescribeHoldsUpNothingThatHappenedLater() throws Exception {
        var group = "put-off";
        var trail = rig.harbor.face().management().auditTrail();
        rig.harbor.face().webhooks(Manner.LOST);
        rig.harbor.push("library/put-off", "busy");
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var hourAgo = now.minus(Duration.ofHours(1));
        trail.add("create tag", "library/put-off:busy", "admin", hourAgo.plusSeconds(60));
        // Further on than is read at once.
        trail.add("delete tag", "library/put-off:later", "admin", now.minus(Duration.ofMinutes(20)));
        beginAt(hourAgo, group);
        try (var odd = new OddHarbor(rig.harbor);
                var _ = rig.start(rig.harbor.config(odd.site(), rig.kafka.bootstrapServers(), group), meters)) {
            FollowerRig.awaitPresent(meters);
            assertEquals(List.of("library/put-off:later"), rig.topic.removedTags("library/put-off"));
            assertEquals(
                    0,
                    meters.get("breakwater.follower.given.up")
                            .tag("reason", "busy")
                            .counter()
                            .count());
        }
        assertEquals(List.of(), told("library/put-off:busy", hourAgo.plusSeconds(60)), "it is waited for");

        // Whoever follows next begins where it was met, and Harbor is well again.
        try (var _ = rig.start(config(group), others)) {
            FollowerRig.awaitPresent(others);
        }
        assertEquals(1, told("library/put-off:busy", hourAgo.plusSeconds(60)).size());
        assertEquals(List.of("library/put-off:later"), rig.topic.removedTags("library/put-off"));
    }

    private static List<RegistryEvent> told(String key, Instant occurredAt) {
        return rig.topic.events().stream()
                .filter(event -> EventsTopic.isTold(event) && event.key().equals(key))
                .filter(event -> event.origin().occurredAt().equals(occurredAt))
                .toList();
    }

    /** As a follower would have left it that was last there at {@code at}. */
    private static void beginAt(Instant at, String group) {
        var settings = Map.<String, Object>of("bootstrap.servers", rig.kafka.bootstrapServers(), "group.id", group);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var log = new FollowerLog(rig.client(), group)) {
            log.commit(List.of(), new Cursor(at, at), 0, consumer.groupMetadata());
        }
    }

    @Test
    void firstLookGoesBackByTheOverlapAndNoFurther() {
        var trail = rig.harbor.face().management().auditTrail();
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var overlap = HarborRig.PACE.overlap();
        trail.add(
                "delete tag",
                "library/first:before",
                "admin",
                now.minus(overlap).minusSeconds(60));
        trail.add("delete tag", "library/first:within", "admin", now.minus(overlap.dividedBy(2)));
        try (var _ = rig.start(config("first"), meters)) {
            rig.topic.awaitTold("library/first", 1);
            FollowerRig.awaitActive(meters);
        }
        assertEquals(List.of("library/first:within"), rig.topic.removedTags("library/first"));
    }

    @Test
    void whatWasToldBeforeADeathInALongAbsenceIsNotToldAgain() {
        var group = "died";
        var trail = rig.harbor.face().management().auditTrail();
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var hourAgo = now.minus(Duration.ofHours(1));
        var at = hourAgo.plus(Duration.ofMinutes(5));
        var id = trail.add("delete tag", "library/died:told", "admin", at);
        trail.add("delete tag", "library/died:not-yet", "admin", at.plusSeconds(1));
        var told = new AuditRow(
                id, AuditRow.Kind.TAG_REMOVED, ImageName.parse("library/died:told"), at, Optional.of("admin"), "{}");
        var settings = Map.<String, Object>of("bootstrap.servers", rig.kafka.bootstrapServers(), "group.id", group);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var log = new FollowerLog(rig.client(), group)) {
            // So many that one poll does not reach what was told.
            fill("library/died");
            // Told, and dead before the cursor could move.
            log.commit(List.of(AuditEvents.removed(told, now)), new Cursor(hourAgo, now), 0, consumer.groupMetadata());
        }

        try (var _ = rig.start(config(group), meters)) {
            FollowerRig.awaitPresent(meters);
        }

        assertEquals(List.of("library/died:not-yet", "library/died:told"), rig.topic.removedTags("library/died"));
    }

    private static void fill(String repository) {
        var now = Instant.now();
        var origin = new RegistryEvent.Origin(
                "scan",
                Side.PRIMARY,
                "/webhooks/harbor",
                now,
                now,
                Optional.empty(),
                new Digest("sha256:" + "0".repeat(64)));
        try (var producer = new KafkaProducer<>(rig.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var number = 0; number < 3_000; number++) {
                var scan = new RegistryEvent.Other(origin, repository + ":told", "SCANNING_COMPLETED", "{}");
                var _ = producer.send(AuditEvents.record(scan));
            }
        }
    }

    private static FollowerConfig config(String group) {
        return rig.harbor.config(rig.kafka.bootstrapServers(), group);
    }
}
