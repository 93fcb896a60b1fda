package io.breakwater.cli;

import io.breakwater.cli.config.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/** What a Kafka client needs to find the brokers. */
public final class KafkaClient {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int ANSWER_MILLIS = 5_000;

    private KafkaClient() {}

    static Map<String, Object> at(String bootstrapServers) {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }

    /** For brokers that run already, an embedded one included. @throws CommandFailure if that does not run */
    public static Map<String, Object> of(KafkaSettings kafka) {
        if (kafka instanceof KafkaSettings.Embedded embedded && !answers(port(embedded.data()))) {
            throw new CommandFailure("the embedded broker in " + embedded.data()
                    + " does not run; start it with 'breakwater up', or wait a moment if that is bringing it back");
        }
        return known(kafka);
    }

    /** The same for brokers that may be stopped now. @throws CommandFailure if an embedded one has never run */
    public static Map<String, Object> known(KafkaSettings kafka) {
        return switch (kafka) {
            case KafkaSettings.Embedded embedded -> at(LOOPBACK + ":" + port(embedded.data()));
            case KafkaSettings.Cluster cluster -> {
                var settings = new HashMap<String, Object>(cluster.properties());
                settings.putAll(at(cluster.bootstrapServers()));
                yield Map.copyOf(settings);
            }
        };
    }

    /** An embedded broker keeps its ports in its folder, for the life of its data. */
    private static int port(Path data) {
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
        return Integer.parseInt(ports.getProperty("broker"));
    }

    /** On this machine a port that nobody listens on is refused at once, while a Kafka client would try on. */
    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
