package io.breakwater.cli.run;

import io.breakwater.broker.EmbeddedBroker;
import io.breakwater.cli.config.KafkaSettings;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The brokers that this process talks to; an embedded one lives as long as this. */
final class Brokers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Brokers.class);

    private final KafkaSettings settings;
    private final Optional<EmbeddedBroker> embedded;
    private final Map<String, Object> client;

    private Brokers(KafkaSettings settings, Optional<EmbeddedBroker> embedded, Map<String, Object> client) {
        this.settings = settings;
        this.embedded = embedded;
        this.client = Map.copyOf(client);
    }

    /** Starts an embedded broker where the settings ask for one. */
    static Brokers open(KafkaSettings settings) {
        return switch (settings) {
            case KafkaSettings.Embedded wanted -> {
                var broker = EmbeddedBroker.start(
                        new EmbeddedBroker.Config(wanted.data(), Math.toIntExact(wanted.heapBytes() >> 20), Map.of()));
                broker.onUnexpectedExit(exit -> log.atWarn()
                        .addKeyValue("exitCode", exit.exitCode())
                        .log("The embedded broker has died and is brought back"));
                yield new Brokers(settings, Optional.of(broker), servers(broker.bootstrapServers()));
            }
            case KafkaSettings.Cluster cluster -> {
                var client = new HashMap<String, Object>(cluster.properties());
                client.putAll(servers(cluster.bootstrapServers()));
                yield new Brokers(settings, Optional.empty(), client);
            }
        };
    }

    /** For any Kafka client. */
    Map<String, Object> client() {
        return client;
    }

    /** Makes the topics that are missing. */
    void ensureTopics() {
        var wanted = new TopicSettings(settings.partitions(), settings.replicationFactor(), embedded.isPresent());
        try (var admin = Admin.create(client)) {
            TopicSetup.ensure(admin, wanted).forEach(log::warn);
        }
    }

    /** For a person. */
    String summary() {
        var servers = client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        return settings instanceof KafkaSettings.Embedded own
                ? servers + ", embedded, data in " + own.data()
                : servers + "";
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedBroker::close);
    }

    private static Map<String, Object> servers(String bootstrapServers) {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
}
