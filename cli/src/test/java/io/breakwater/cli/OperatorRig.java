package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topics, and what an operator does with it: commands in this JVM, and what is in the topics after. */
final class OperatorRig implements AutoCloseable {
    static final int PARTITIONS = 3;
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));

    private final KafkaFixture kafka = KafkaFixture.start();
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
    private final Path configuration;

    OperatorRig(Path folder, String primary, String standby) {
        configuration = folder.resolve("breakwater.yaml");
        try (var admin = Admin.create(client())) {
            TopicSetup.ensure(admin, new TopicSettings(PARTITIONS, (short) 1, false));
            Files.writeString(configuration, """
                    primary: {host: '%s', plain-http: true, credentials: anonymous}
                    standby: {host: '%s', plain-http: true, credentials: anonymous}
                    mapping:
                      - {from: library, to: example-project}
                      - {from: age, to: other-project}
                    kafka: {bootstrap-servers: '%s', partitions: %d, replication-factor: 1}
                    ingest: {listen: '127.0.0.1:0'}
                    """.formatted(primary, standby, kafka.bootstrapServers(), PARTITIONS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    Path configuration() {
        return configuration;
    }

    /** How a command ended. */
    record Ended(int code, String out, String err) {
        /** For the message of a test that fails. */
        String all() {
            return code + "\n" + out + err;
        }

        JsonNode json() {
            try {
                return new JsonMapper().readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError(out + err, e);
            }
        }
    }

    /** Runs a command with our configuration. */
    Ended run(String... arguments) {
        return runWith(configuration, arguments);
    }

    static Ended runWith(Path configuration, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-c", configuration.toString()));
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    /** As {@link #run}, for JSON; fails if the command does. */
    JsonNode json(String... arguments) {
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("-o", "json"));
        var ended = run(all.toArray(String[]::new));
        if (ended.code() != 0) {
            throw new AssertionError(ended.toString());
        }
        return ended.json();
    }

    /** Writes a record and says where it is: {@code partition:offset}. */
    <T> String write(Topic topic, int partition, String key, Class<T> type, T value) {
        return write(topic, partition, key, JsonSerde.of(type).write(value));
    }

    String write(Topic topic, int partition, String key, byte[] value) {
        return send(new ProducerRecord<>(topic.topicName(), partition, key.getBytes(UTF_8), value));
    }

    private String send(ProducerRecord<byte[], byte[]> record) {
        try {
            var place = producer.send(record).get();
            return place.partition() + ":" + place.offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Writes that {@code image} was pushed to the primary, and says where. */
    String push(int partition, String image) {
        return write(Topic.REGISTRY_EVENTS, partition, image, RegistryEvent.class, pushed(image));
    }

    /** Writes that a batch has begun, as a process does that is killed then, and says which. */
    String begin(String operation, Instant at, Map<String, String> details) {
        var batch = operation + "-" + UUID.randomUUID();
        note(batch, new OperationRecord(batch, operation, "mira", "test", at, details));
        return batch;
    }

    /** Writes down something about a batch. */
    void note(String batch, String operation, Map<String, String> more) {
        var details = new HashMap<>(more);
        details.put("batch", batch);
        note(
                batch,
                new OperationRecord(UUID.randomUUID().toString(), operation, "mira", "test", Instant.now(), details));
    }

    private void note(String batch, OperationRecord operation) {
        writeByKey(
                Topic.OPERATIONS_AUDIT,
                batch,
                JsonSerde.of(OperationRecord.class).write(operation),
                Map.of());
    }

    /** Writes the request of a batch for {@code image}, as its publisher does. */
    void ask(String batch, String image) {
        var provenance = new Provenance(UUID.randomUUID().toString(), "mira", "test", NOON, Optional.empty());
        var request = new ReplicationRequest.Copy(ImageName.parse(image), Purpose.BACKFILL, provenance);
        writeByKey(
                Topic.REPLICATION_REQUESTS,
                image,
                JsonSerde.of(ReplicationRequest.class).write(request),
                Map.of("batch", batch));
    }

    private void writeByKey(Topic topic, String key, byte[] value, Map<String, String> headers) {
        var record = new ProducerRecord<>(topic.topicName(), key.getBytes(UTF_8), value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        send(record);
    }

    static RegistryEvent pushed(String image) {
        return pushed(image, DIGEST);
    }

    static RegistryEvent pushed(String image, Digest digest) {
        var origin =
                new RegistryEvent.Origin("id", Side.PRIMARY, "/webhooks/harbor", NOON, NOON, Optional.empty(), DIGEST);
        return new RegistryEvent.Pushed(origin, ImageName.parse(image), digest);
    }

    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return kafka.readAll(topic.topicName());
    }

    /** The records of a batch's requests. */
    List<ConsumerRecord<byte[], byte[]>> requests(String batch) {
        return records(Topic.REPLICATION_REQUESTS).stream()
                .filter(record -> batch.equals(header(record, "batch")))
                .toList();
    }

    /** The values of a topic. */
    <T> List<T> values(Topic topic, Class<T> type) {
        return records(topic).stream()
                .map(record -> JsonSerde.of(type).read(record.value()))
                .toList();
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }
}
