package io.breakwater.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;

/**
 * Kafka's server in this JVM. With {@link Predecessor} the one class that knows Kafka's internal classes, which may move
 * with any release.
 *
 * <p>It puts together what {@code kafka.server.KafkaRaftServer} does, since something has to happen between the start of
 * the controller and that of the broker: see {@link Predecessor}.
 */
final class KraftServer {
    private final ControllerServer controller;
    private final BrokerServer broker;

    private KraftServer(ControllerServer controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /**
     * Formats the storage where that was not done yet, then starts controller and broker. Returns when clients are served.
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
        var config = KafkaConfig.fromProps(properties, false);
        var log = LoggerFactory.getLogger(KraftServer.class);
        var logDirectories = KafkaRaftServer.initializeLogDirs(config, log, "");
        var metrics = Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId);
        Map<Integer, InetSocketAddress> voters =
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters());
        var shared = new SharedServer(
                config,
                logDirectories._1(),
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(voters),
                List.of(),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        var server = new KraftServer(
                new ControllerServer(shared, KafkaRaftServer.configSchema(), logDirectories._2()),
                new BrokerServer(shared));
        server.controller.startup();
        Predecessor.bury(server.controller.controller(), shared.loader(), config.nodeId());
        server.broker.startup();
        return server;
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
        broker.shutdown();
        controller.shutdown();
    }

    void awaitShutdown() {
        broker.awaitShutdown();
        controller.awaitShutdown();
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
