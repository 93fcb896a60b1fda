package io.breakwater.bench.load;

import io.breakwater.broker.EmbeddedBroker;
import io.breakwater.broker.FreePorts;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A broker with our topics and a configuration for roles, in a folder that goes when it is closed.
 *
 * @param silent takes connections and never answers: both registries, where one is to be waited for
 */
record Installation(Path folder, EmbeddedBroker broker, int webhooks, int ops, ServerSocket silent)
        implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final String SECRET = "load-bench";

    /** @param flush whether every event and ledger record reaches the disk before it counts as written */
    static Installation start(boolean flush) {
        var folder = Folders.temporary("breakwater-load");
        try {
            var silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
            var ports = FreePorts.choose(2);
            var broker = EmbeddedBroker.start(EmbeddedBroker.Config.at(folder.resolve("kafka")));
            var place = new Installation(folder, broker, ports.getFirst(), ports.getLast(), silent);
            try (var admin = Admin.create(place.kafka())) {
                TopicSetup.ensure(admin, new TopicSettings(PARTITIONS, (short) 1, flush));
            }
            Files.writeString(folder.resolve("secret"), SECRET);
            Files.writeString(place.configuration(), place.yaml());
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path configuration() {
        return folder.resolve("breakwater.yaml");
    }

    URI operations() {
        return URI.create("http://127.0.0.1:" + ops);
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** Some records of a topic, to be sent again. */
    List<ProducerRecord<byte[], byte[]>> records(Topic topic, int atMost) {
        return new Topics(broker.bootstrapServers())
                .readAll(topic.topicName()).stream()
                        .limit(atMost)
                        .map(record -> new ProducerRecord<>(
                                record.topic(), null, record.key(), record.value(), record.headers()))
                        .toList();
    }

    private String yaml() {
        // One door by two names: a standby that is the primary is refused.
        var registry = "{host: \"%s:" + silent.getLocalPort() + "\", credentials: anonymous, plain-http: true}";
        return """
                primary: %s
                standby: %s
                mapping:
                  - {from: library, to: standby}
                kafka: {bootstrap-servers: "%s", replication-factor: 1, partitions: %d}
                ingest: {listen: "127.0.0.1:%d", secret-file: secret}
                replicator: {instance: load}
                ops: {listen: "127.0.0.1:%d"}
                """.formatted(
                        registry.formatted("127.0.0.1"),
                        registry.formatted("localhost"),
                        broker.bootstrapServers(),
                        PARTITIONS,
                        webhooks,
                        ops);
    }

    @Override
    public void close() {
        broker.kill();
        try {
            silent.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
    }
}
