package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.breakwater.schemas.JsonSerde;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topics, and what an operator does with it: commands in this JVM, and what is in the topics after. */
final class OperatorRig implements AutoCloseable {
    static final int PARTITIONS = 3;

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
        try {
            var place = producer.send(new ProducerRecord<>(topic.topicName(), partition, key.getBytes(UTF_8), value))
                    .get();
            return place.partition() + ":" + place.offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
