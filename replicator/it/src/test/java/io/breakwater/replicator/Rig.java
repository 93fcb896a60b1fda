package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.kafka.KafkaFixture;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with our topics, a real primary and a real standby, and hands to push, publish and look. */
final class Rig implements AutoCloseable {
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);

    private static final JsonSerde<ReplicationRequest> REQUESTS = JsonSerde.of(ReplicationRequest.class);

    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);
    private static final JsonSerde<DeadLetter> DEAD_LETTERS = JsonSerde.of(DeadLetter.class);

    final KafkaFixture kafka;
    final RegistryProcess primary;
    final RegistryProcess standby;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Skopeo skopeo = new Skopeo();

    private Rig(KafkaFixture kafka, Admin admin, RegistryProcess primary, RegistryProcess standby) {
        this.kafka = kafka;
        this.admin = admin;
        this.primary = primary;
        this.standby = standby;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static Rig start(Path directory) {
        return start(directory, 2);
    }

    static Rig start(Path directory, int partitions) {
        var kafka = KafkaFixture.start();
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        TopicSetup.ensure(admin, new TopicSettings(partitions, (short) 1, false));
        return new Rig(
                kafka,
                admin,
                RegistryProcess.start(directory.resolve("primary")),
                RegistryProcess.start(directory.resolve("standby")));
    }

    /** Pushes to the primary, as a build would. */
    void push(String repository, TestImage image, String tag) {
        try (var pusher = new RawPusher(primary.url())) {
            pusher.push(repository, image, tag);
        }
    }

    /** Says on {@code registry.events} what Harbor would have said. */
    Coordinates announce(String key, String digest) {
        var name = ImageName.parse(key);
        var origin = origin("/webhooks/harbor");
        return publish(
                Topic.REGISTRY_EVENTS, key, EVENTS.write(new RegistryEvent.Pushed(origin, name, new Digest(digest))));
    }

    /** The same for many names, each with an event of some kilobytes; returns when the broker has them all. */
    void announceAll(List<String> keys, String digest) {
        for (var key : keys) {
            var origin = origin("/webhooks/harbor/" + "x".repeat(4_000));
            var event = new RegistryEvent.Pushed(origin, ImageName.parse(key), new Digest(digest));
            var _ = producer.send(
                    new ProducerRecord<>(Topic.REGISTRY_EVENTS.topicName(), key.getBytes(UTF_8), EVENTS.write(event)));
        }
        producer.flush();
    }

    private static RegistryEvent.Origin origin(String source) {
        return new RegistryEvent.Origin(
                "event-" + System.nanoTime(),
                Side.PRIMARY,
                source,
                Instant.now(),
                Instant.now(),
                Optional.empty(),
                new Digest("sha256:" + "0".repeat(64)));
    }

    Coordinates announce(String key, TestManifest root) {
        return announce(key, root.digest());
    }

    /** Asks on {@code replication.requests}, as the auditor or an operator would. */
    Coordinates ask(ReplicationRequest request) {
        return publish(Topic.REPLICATION_REQUESTS, request.image().key(), REQUESTS.write(request));
    }

    /** The same, as one of a batch. */
    Coordinates ask(String batch, ReplicationRequest request) {
        var record = new ProducerRecord<>(
                Topic.REPLICATION_REQUESTS.topicName(), request.image().key().getBytes(UTF_8), REQUESTS.write(request));
        record.headers().add(BatchName.KEY, batch.getBytes(UTF_8));
        return publish(record);
    }

    static Provenance provenance() {
        return new Provenance("request-" + System.nanoTime(), "auditor", "a test", Instant.now(), Optional.empty());
    }

    Coordinates publish(Topic topic, String key, byte[] value) {
        return publish(new ProducerRecord<>(topic.topicName(), key.getBytes(UTF_8), value));
    }

    private Coordinates publish(ProducerRecord<byte[], byte[]> record) {
        try {
            var metadata = producer.send(record).get();
            return new Coordinates(metadata.topic(), metadata.partition(), metadata.offset());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every ledger record that a read-committed consumer sees. */
    List<LedgerRecord> ledger() {
        return kafka.readAll(Topic.REPLICATION_LEDGER.topicName()).stream()
                .map(record -> LEDGER.read(record.value()))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return kafka.readAll(Topic.REPLICATION_DEAD_LETTERS.topicName()).stream()
                .map(record -> DEAD_LETTERS.read(record.value()))
                .toList();
    }

    /** The one ledger record of this cause, waited for. */
    LedgerRecord outcome(Coordinates cause) {
        return only(cause.toString(), record -> record.cause().equals(cause));
    }

    /** The one ledger record of this image, of whatever cause, waited for. */
    LedgerRecord outcome(String key) {
        var image = Optional.of(ImageName.parse(key));
        return only(key, record -> record.image().equals(image));
    }

    private LedgerRecord only(String what, Predicate<LedgerRecord> which) {
        Await.until("a ledger record of " + what, () -> ledger().stream().anyMatch(which));
        var records = ledger().stream().filter(which).toList();
        if (records.size() != 1) {
            throw new AssertionError(records.size() + " ledger records of " + what + ": " + records);
        }
        return records.getFirst();
    }

    /** How many ledger records each cause has. */
    Map<Coordinates, Integer> recordsByCause() {
        var counts = new HashMap<Coordinates, Integer>();
        ledger().forEach(record -> counts.merge(record.cause(), 1, Integer::sum));
        return counts;
    }

    /** How far the group {@code replicator} has come, over all partitions of {@code registry.events}. */
    long committed() {
        try {
            return admin.listConsumerGroupOffsets("replicator").partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Members of the group {@code replicator} that the broker believes to be alive. */
    int members() {
        try {
            return admin.describeConsumerGroups(List.of("replicator")).all().get().values().stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    String digestAtStandby(String repository, String reference) {
        return skopeo.digest(standby.host(), repository, reference);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        standby.close();
        primary.close();
        kafka.close();
    }
}
