package io.breakwater.cli.run;

import io.breakwater.broker.EmbeddedBroker;
import io.breakwater.cli.config.KafkaSettings;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The brokers that this process talks to; an embedded one lives as long as this. */
public final class Brokers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Brokers.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int TRIES_PER_WARNING = 30;

    private final KafkaSettings settings;
    private final Optional<EmbeddedBroker> embedded;
    private final Map<String, Object> client;

    private Brokers(KafkaSettings settings, Optional<EmbeddedBroker> embedded, Map<String, Object> client) {
        this.settings = settings;
        this.embedded = embedded;
        this.client = Map.copyOf(client);
    }

    /** Starts an embedded broker where the settings ask for one. */
    public static Brokers open(KafkaSettings settings) {
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
    public Map<String, Object> client() {
        return client;
    }

    /**
     * Makes the topics that are missing, however long the brokers are away.
     *
     * @throws KafkaException if they refuse
     * @throws IllegalStateException if a topic is not as it must be
     */
    void awaitTopics() throws InterruptedException {
        while (true) {
            try {
                ensureTopics();
                return;
            } catch (TimeoutException e) {
                log.atWarn()
                        .addKeyValue("brokers", servers())
                        .addKeyValue("cause", String.valueOf(e.getMessage()))
                        .log("Kafka can't be used yet; trying again");
            }
        }
    }

    private void ensureTopics() throws InterruptedException {
        awaitName();
        var wanted = new TopicSettings(settings.partitions(), settings.replicationFactor(), embedded.isPresent());
        try (var admin = Admin.create(client)) {
            TopicSetup.ensure(admin, wanted).forEach(log::warn);
        }
    }

    /** A client can't be made while no name of a broker is known, which a broker's name may not be while it is away. */
    private void awaitName() throws InterruptedException {
        for (var tries = 0; !isKnown(); tries++) {
            if (tries % TRIES_PER_WARNING == 0) {
                log.atWarn().addKeyValue("brokers", servers()).log("No broker's name is known yet; trying again");
            }
            // A name service can only be asked.
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private boolean isKnown() {
        return Arrays.stream(servers().split(",")).anyMatch(Brokers::isKnown);
    }

    private static boolean isKnown(String server) {
        var port = server.lastIndexOf(':');
        try {
            return port < 0 || InetAddress.getByName(server.substring(0, port).strip()) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private String servers() {
        return String.valueOf(client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** For a person. */
    String summary() {
        return settings instanceof KafkaSettings.Embedded own
                ? servers() + ", embedded, data in " + own.data()
                : servers();
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedBroker::close);
    }

    private static Map<String, Object> servers(String bootstrapServers) {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
}
