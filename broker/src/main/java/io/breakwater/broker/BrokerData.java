package io.breakwater.broker;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * The folder of one broker. What is chosen once is written down once: ports, cluster id.
 *
 * <pre>
 * ports               broker= and controller= port on 127.0.0.1
 * cluster.id          Kafka's cluster id
 * broker.properties   what the broker is started with; written anew at every start
 * broker.log          the child's log
 * lock                held by the running child, with its process id
 * log/                Kafka's log.dirs
 * </pre>
 */
record BrokerData(Path folder, Ports ports, String clusterId) {
    /** Opens the folder; makes it, chooses ports and cluster id where they are missing. */
    static BrokerData open(Path folder) {
        var absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            var ports = writtenOnce(absolute.resolve("ports"), Ports.choose().toText());
            var clusterId = writtenOnce(
                    absolute.resolve("cluster.id"), Uuid.randomUuid().toString());
            return new BrokerData(absolute, parsePorts(absolute, ports), clusterId.strip());
        } catch (IOException e) {
            throw new BrokerFault("Cannot open the broker's data folder " + absolute + ": " + e, e);
        }
    }

    Path logDirectory() {
        return folder.resolve("log");
    }

    Path properties() {
        return folder.resolve("broker.properties");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    BrokerLog log() {
        return new BrokerLog(folder.resolve("broker.log"));
    }

    /** Writes {@code broker.properties}: the defaults of {@link BrokerProperties}, then {@code overrides}. */
    Path writeProperties(Map<String, String> overrides) {
        var properties = new Properties();
        properties.putAll(BrokerProperties.of(ports, logDirectory()));
        properties.putAll(overrides);
        try (var writer = Files.newBufferedWriter(properties())) {
            properties.store(writer, "Written at every start of the broker; changes here are lost.");
            return properties();
        } catch (IOException e) {
            throw new BrokerFault("Cannot write " + properties() + ": " + e, e);
        }
    }

    private static Ports parsePorts(Path folder, String text) throws IOException {
        try {
            var properties = new Properties();
            properties.load(new StringReader(text));
            return Ports.parse(properties);
        } catch (IllegalArgumentException e) {
            throw new BrokerFault(
                    "Cannot read " + folder.resolve("ports") + ": expected broker=<port> and controller=<port>. "
                            + "Delete the file to have new ports chosen.",
                    e);
        }
    }

    private static String writtenOnce(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            var draft = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file);
    }
}
