package io.breakwater.cli;

import static io.breakwater.cli.OperatorRig.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync}, {@code dead-letters}, {@code status} and {@code offsets} on a real broker and a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorCommandsIT {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    private static final String GROUP = "breakwater-replicator";

    private final RegistryProcess primary;
    private final OperatorRig rig;

    OperatorCommandsIT(@TempDir Path folder) {
        primary = RegistryProcess.start(folder.resolve("primary"));
        rig = new OperatorRig(folder, primary.host(), "127.0.0.1:2");
    }

    @AfterAll
    void stop() {
        rig.close();
        primary.close();
    }

    @Test
    void syncAsksForEveryMappedTagAndGoesOnWhereItStopped() throws Exception {
        var image = TestImages.oci(7, 1, 100);
        try (var pusher = new RawPusher(primary.url())) {
            for (var name : List.of("library/a", "library/b", "library/c", "elsewhere/d")) {
                for (var tag = 0; tag < 4; tag++) {
                    pusher.push(name, image, "v" + tag);
                }
            }
        }
        var forecast = rig.json("sync", "--dry-run");
        assertEquals(12, forecast.get("requests").intValue());
        assertEquals(3, forecast.get("repositories").intValue());

        var process = CommandProcess.start(
                "sync", "--rate", "4", "-c", rig.configuration().toString());
        try (var err = process.errorReader(UTF_8)) {
            Await.until("it is in the second repository", () -> backfilled().size() >= 5);
            process.toHandle().destroy();
            err.lines().forEach(_ -> {});
        }
        process.waitFor();
        assertTrue(backfilled().size() < 12, "stopped on the way");

        var report = rig.json("sync");

        assertEquals("DONE", report.get("state").textValue());
        assertEquals(12, report.get("published").intValue());
        assertEquals(12, backfilled().size());
        assertEquals(12, new HashSet<>(backfilled()).size());
        assertEquals(1, rig.json("sync", "list").size(), "both runs are one batch");
        assertEquals(12, rig.json("sync").get("published").intValue(), "a finished one begins anew");
        assertEquals(1, rig.json("sync", "library/a:v1").get("published").intValue());
        assertEquals(1, rig.run("sync", "library/nothing*").code(), "a sync of nothing is a mistake");
    }

    @Test
    void requeuedLetterIsAskedForWhereItsCauseIsAndNoLongerOpen() {
        var letter = letter(1, "dead/app:v1", "DENIED");

        assertEquals(2, rig.run("dead-letters", "requeue", letter).code(), "a reason is needed");
        assertTrue(rig.run("dead-letters", "requeue", letter, "--dry-run").out().contains("would be requeued"));
        assertTrue(open().contains(letter));
        assertEquals(
                0,
                rig.run("dead-letters", "requeue", letter, "--reason", "role granted")
                        .code());

        assertFalse(open().contains(letter));
        var request = rig.records(Topic.REPLICATION_REQUESTS).stream()
                .filter(record -> new String(record.key(), UTF_8).equals("dead/app:v1"))
                .toList();
        assertEquals(1, request.size());
        assertEquals(1, request.getFirst().partition());
        assertEquals("registry.events/1@77", header(request.getFirst(), "replay-of"));
        assertEquals("role granted", header(request.getFirst(), "reason"));
        assertEquals(1, deeds("requeue", letter));
        assertEquals(
                1,
                rig.run("dead-letters", "requeue", letter, "--reason", "again").code(),
                "it is closed");
    }

    @Test
    void discardedLetterIsNoLongerOpenButStillThere() {
        var letter = letter(2, "dead/other:v1", "MANIFEST_INVALID");

        assertEquals(
                0,
                rig.run("dead-letters", "discard", "--code", "MANIFEST_INVALID", "--reason", "a test")
                        .code());

        assertFalse(open().contains(letter));
        assertTrue(rig.run("dead-letters", "list", "--all").out().contains("DISCARDED"));
        assertEquals(1, deeds("discard", letter));
        var shown = rig.run("dead-letters", "show", letter).out();
        assertTrue(shown.contains("Cannot push. Grant the role."), shown);
        assertTrue(shown.contains("\"image\" : \"dead/other:v1\""), shown);
        assertEquals(1, rig.run("dead-letters", "show", "0:999").code());
        assertEquals(
                2,
                rig.run("dead-letters", "discard", letter, "--all", "--reason", "x")
                        .code());
    }

    @Test
    void offsetsAreResetOnlyWhileNobodyIsInTheGroup() throws Exception {
        for (var i = 0; i < 3; i++) {
            rig.write(Topic.REGISTRY_EVENTS, 0, "offsets/app:v1", RegistryEvent.class, pushed("offsets/app:v1"));
        }
        var place = new TopicPartition("registry.events", 0);
        var arguments = List.of(
                "offsets",
                "reset",
                "--topic",
                "registry.events",
                "--to-offset",
                "0:1",
                "--confirm",
                "--reason",
                "test");
        try (var consumer = member()) {
            consumer.subscribe(List.of("registry.events"));
            Await.until("it is in the group", () -> {
                consumer.poll(Duration.ofMillis(50));
                return !consumer.assignment().isEmpty();
            });
            consumer.commitSync(Map.of(place, new OffsetAndMetadata(3, "1:AQ")));

            var refused = rig.run(arguments.toArray(String[]::new));

            assertEquals(1, refused.code());
            assertTrue(refused.err().contains("stop every replicator first"), refused::err);
        }
        assertEquals(0, rig.run("offsets", "reset", "--to-earliest").code());
        assertEquals(3, committed(place).offset(), "without --confirm nothing changes");
        assertEquals(2, rig.run("offsets", "reset", "--to-offset", "0:1").code(), "of which topic?");

        var done = rig.run(arguments.toArray(String[]::new));

        assertEquals(0, done.code(), done::toString);
        assertEquals(new OffsetAndMetadata(1, ""), committed(place));
        var deed = rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operation().equals("reset-offsets"))
                .toList();
        assertEquals("0:3>1", deed.getFirst().details().get("registry.events"));
    }

    @Test
    void statusTellsOfRegistriesAndWhatIsOpen() {
        letter(0, "dead/status:v1", "QUOTA");

        var status = rig.json("status");

        assertTrue(status.get("primary").get("up").booleanValue());
        assertFalse(status.get("standby").get("up").booleanValue());
        assertTrue(status.get("standby").get("problem").textValue().startsWith("UNREACHABLE"), status::toString);
        assertTrue(status.get("deadLetters").intValue() >= 1);
        assertEquals(2, status.get("lag").size());
        assertEquals(0, rig.run("status").code());
    }

    private KafkaConsumer<byte[], byte[]> member() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        rig.client().get("bootstrap.servers"),
                        "group.id",
                        GROUP,
                        "group.protocol",
                        "consumer",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private OffsetAndMetadata committed(TopicPartition place) throws Exception {
        try (var admin = Admin.create(rig.client())) {
            return Objects.requireNonNull(admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(place));
        }
    }

    /** Writes a dead letter of a push and says its id. */
    private String letter(int partition, String image, String code) {
        var value = JsonSerde.of(RegistryEvent.class).write(pushed(image));
        return rig.write(
                Topic.REPLICATION_DEAD_LETTERS,
                partition,
                image,
                DeadLetter.class,
                new DeadLetter(
                        new Coordinates("registry.events", partition, 77),
                        Optional.of(image),
                        Base64.getEncoder().encodeToString(value),
                        Map.of("ce_id", "id"),
                        new LedgerRecord.Reason(code, "Cannot push. Grant the role."),
                        3,
                        NOON));
    }

    private static RegistryEvent pushed(String image) {
        var origin =
                new RegistryEvent.Origin("id", Side.PRIMARY, "/webhooks/harbor", NOON, NOON, Optional.empty(), DIGEST);
        return new RegistryEvent.Pushed(origin, ImageName.parse(image), DIGEST);
    }

    private List<String> open() {
        return rig.json("dead-letters", "list").findValuesAsText("id");
    }

    private long deeds(String operation, String letter) {
        var place = "replication.dead-letters/" + letter.replace(":", "@");
        return rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operation().equals(operation)
                        && place.equals(record.details().get("letter")))
                .count();
    }

    /** Every request of a sync, with repetitions. */
    private List<String> backfilled() {
        return rig.records(Topic.REPLICATION_REQUESTS).stream()
                .filter(record -> header(record, "batch").startsWith("sync-"))
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }
}
