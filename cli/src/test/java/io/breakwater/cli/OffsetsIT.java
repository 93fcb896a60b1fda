package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.broker.EmbeddedBroker;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import io.breakwater.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code offsets} on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffsetsIT {
    private static final String GROUP = "breakwater-replicator";

    private final Path folder;
    private final OperatorRig rig;

    OffsetsIT(@TempDir Path folder) {
        this.folder = folder;
        rig = new OperatorRig(folder, "127.0.0.1:1", "127.0.0.1:2");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @Test
    void offsetsAreResetOnlyWhileNobodyIsInTheGroup() throws Exception {
        for (var i = 0; i < 3; i++) {
            rig.push(0, "offsets/app:v1");
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
        try (var consumer = member(GROUP)) {
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
        assertEquals(3, committed(GROUP, place).offset(), "without --confirm nothing changes");
        assertEquals(2, rig.run("offsets", "reset", "--to-offset", "0:1").code(), "of which topic?");

        var done = rig.run(arguments.toArray(String[]::new));

        assertEquals(0, done.code(), done::toString);
        assertEquals(new OffsetAndMetadata(1, ""), committed(GROUP, place));
        var deed = rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operation().equals("reset-offsets")
                        && GROUP.equals(record.details().get("group")))
                .toList();
        assertEquals("0:3>1", deed.getFirst().details().get("registry.events"));
    }

    @Test
    void offsetsOfAGroupThatIsGoneAreSetAndFollowed() throws Exception {
        for (var i = 0; i < 3; i++) {
            rig.push(2, "gone/app:v1");
        }
        var group = "group-that-is-gone";
        var configuration = Files.writeString(
                folder.resolve("gone.yaml"),
                Files.readString(rig.configuration()) + "replicator: {group: " + group + "}\n");
        var place = new TopicPartition("registry.events", 2);
        var arguments = List.of("offsets", "reset", "--topic", "registry.events", "--to-offset", "2:1");

        var shown = OperatorRig.runWith(configuration, with(arguments, "--dry-run"));
        assertEquals(0, shown.code(), shown::toString);
        assertTrue(shown.out().contains("Nothing was changed."), shown::out);
        var done = OperatorRig.runWith(configuration, with(arguments, "--confirm", "--reason", "group lost"));

        assertEquals(0, done.code(), done::toString);
        assertEquals(new OffsetAndMetadata(1, ""), committed(group, place));
        try (var consumer = member(group)) {
            consumer.subscribe(List.of("registry.events"));
            var read = new ArrayList<Long>();
            Await.until("it reads on", () -> {
                consumer.poll(Duration.ofMillis(50)).records(place).forEach(record -> read.add(record.offset()));
                return !read.isEmpty();
            });
            assertEquals(1, read.getFirst());
        }
        assertEquals(
                2,
                OperatorRig.runWith(configuration, with(arguments, "--confirm", "--dry-run", "--reason", "x"))
                        .code());
    }

    @Test
    void embeddedBrokerThatHasEndedIsStartedForIt() throws Exception {
        var data = folder.resolve("embedded");
        try (var broker = EmbeddedBroker.start(new EmbeddedBroker.Config(data, 256, Map.of()));
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicSetup.ensure(admin, new TopicSettings(2, (short) 1, true));
        }
        var configuration = Files.writeString(folder.resolve("embedded.yaml"), """
                primary: {host: '127.0.0.1:1', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {embedded: {data: '%s', heap: 256MiB}, partitions: 2}
                ingest: {listen: '127.0.0.1:0'}
                """.formatted(data));

        var shown = OperatorRig.runWith(configuration, "offsets", "reset", "--to-earliest");

        assertEquals(0, shown.code(), shown::toString);
        assertTrue(shown.out().contains("Nothing was changed."), shown::out);
    }

    private static String[] with(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private KafkaConsumer<byte[], byte[]> member(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        rig.client().get("bootstrap.servers"),
                        "group.id",
                        group,
                        "group.protocol",
                        "consumer",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private OffsetAndMetadata committed(String group, TopicPartition place) throws Exception {
        try (var admin = Admin.create(rig.client())) {
            return Objects.requireNonNull(admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(place));
        }
    }
}
