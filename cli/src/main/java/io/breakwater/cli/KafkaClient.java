package io.breakwater.cli;

import io.breakwater.cli.config.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/** What a Kafka client needs to find the brokers. */
public final class KafkaClient {
    private KafkaClient() {}

    static Map<String, Object> at(String bootstrapServers) {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }

    /** For brokers that run already, an embedded one included. @throws CommandFailure if that has never run */
    public static Map<String, Object> of(KafkaSettings kafka) {
        return switch (kafka) {
            case KafkaSettings.Embedded embedded -> at(embedded(embedded.data()));
            case KafkaSettings.Cluster cluster -> {
                var settings = new HashMap<String, Object>(cluster.properties());
                settings.putAll(at(cluster.bootstrapServers()));
                yield Map.copyOf(settings);
            }
        };
    }

    /** An embedded broker keeps its ports in its folder, for the life of its data. */
    private static String embedded(Path data) {
        var ports = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("ports"))) {
            ports.load(reader);
        } catch (IOException e) {
            throw new CommandFailure(
                    "there is no embedded broker in " + data
                            + "; start it with 'breakwater up', or name the configuration of"
                            + " one that runs with -c",
                    e);
        }
        return "127.0.0.1:" + ports.getProperty("broker");
    }
}
