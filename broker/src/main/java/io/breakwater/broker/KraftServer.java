package io.breakwater.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/** Kafka's server in this JVM. The one class that knows Kafka's internal classes, which may move with any release. */
final class KraftServer {
    private final KafkaRaftServer server;

    private KraftServer(KafkaRaftServer server) {
        this.server = server;
    }

    /**
     * Formats the storage where that was not done yet, then starts broker and controller. Returns when clients are served.
     *
     * @param propertiesFile lies beside, not inside, its {@code log.dirs}
     */
    static KraftServer start(Path propertiesFile, String clusterId) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(propertiesFile)) {
            properties.load(reader);
        }
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            format(propertiesFile, clusterId);
        }
        var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new KraftServer(server);
    }

    /**
     * Turns Kafka's way out of a fatal fault, which ends the whole JVM without its shutdown hooks, into an
     * {@link IllegalStateException} on the thread at fault. For brokers that share a JVM with a test.
     */
    static void refuseToEndTheJvm() {
        Exit.setExitProcedure((status, message) -> refuse(status, message));
        Exit.setHaltProcedure((status, message) -> refuse(status, message));
    }

    void shutdown() {
        server.shutdown();
    }

    void awaitShutdown() {
        server.awaitShutdown();
    }

    private static void format(Path propertiesFile, String clusterId) {
        var output = new ByteArrayOutputStream();
        var arguments = new String[] {"format", "-c", propertiesFile.toString(), "-t", clusterId, "--ignore-formatted"};
        var code = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new BrokerFault("Cannot format the storage that " + propertiesFile + " names: "
                    + output.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private static void refuse(int status, String message) {
        throw new IllegalStateException("Kafka wants to end the JVM with status " + status + ": " + message);
    }
}
