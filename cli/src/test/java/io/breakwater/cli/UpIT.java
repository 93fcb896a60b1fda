package io.breakwater.cli;

import static io.breakwater.cli.CommandProcess.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.config.ConfigurationReader;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code breakwater up} as a process, with registries that are away: an outage is when we are needed. */
class UpIT {
    private static final Pattern OPERATIONS = Pattern.compile("operations +(http://\\S+) .*");

    @TempDir
    private Path folder;

    @Test
    void everyRoleGetsReadyWithoutAnyRegistryAndEndsOrderly() throws Exception {
        var process = start();
        List<ProcessHandle> children;
        try (var err = process.errorReader(UTF_8)) {
            var operations = address(err);
            Await.until("every role is ready", () -> get(operations + "/readyz") == 200);
            assertEquals(200, get(operations + "/healthz"));
            assertEquals(200, get(operations + "/jobs"), "the replicator says what it is at");
            assertEquals(List.of(), metricsThatAreNotInTheDocuments(operations));
            children = process.children().toList();
            assertFalse(children.isEmpty(), "the broker is a child");
            assertEquals(0, drift(), "nothing is judged, so nothing has drifted");
            assertEquals("1", flushedAfter(Topic.REGISTRY_EVENTS), "a power cut takes no event that was acknowledged");
            assertEquals("1", flushedAfter(Topic.REPLICATION_LEDGER), "nor an outcome");

            process.toHandle().destroy();
            err.lines().forEach(_ -> {});
        }
        assertEquals(CommandProcess.TERMINATED, process.waitFor());
        children.forEach(child -> child.onExit().join());
    }

    @Test
    void roleThatCannotStartEndsTheProcessWithOneSentence() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var process = start("ingest: {listen: '127.0.0.1:" + taken.getLocalPort() + "', secret: hush}");
            try (var err = process.errorReader(UTF_8)) {
                var last = err.lines().toList().getLast();
                assertTrue(last.startsWith("breakwater: Cannot listen on 127.0.0.1:"), last);
            }
            assertEquals(1, process.waitFor());
        }
    }

    @Test
    void roleOfItsOwnNeedsBrokersOfTheirOwn() throws Exception {
        configuration("ingest: {listen: '127.0.0.1:0', secret: hush}");
        var err = new StringWriter();
        var code = Main.run(
                new PrintWriter(new StringWriter()), new PrintWriter(err, true), "replicator", "-c", file().toString());
        assertEquals(2, code);
        assertTrue(err.toString().contains("kafka.embedded is for 'breakwater up'"), err::toString);
    }

    private static List<String> metricsThatAreNotInTheDocuments(String operations) throws IOException {
        var documents = Files.readString(Path.of("../docs/metrics.md"));
        var answer = CommandProcess.send(
                HttpRequest.newBuilder(URI.create(operations + "/metrics")).build());
        assertEquals(200, answer.statusCode());
        var names = answer.body()
                .lines()
                .filter(line -> line.startsWith("# TYPE breakwater_"))
                .map(line -> line.split(" ", -1)[2])
                .toList();
        assertTrue(names.contains("breakwater_replication_lag_seconds"), names::toString);
        return names.stream()
                .filter(name -> !documents.contains("`" + name.replaceFirst("_max$", "") + "`"))
                .toList();
    }

    private Process start() throws IOException {
        return start("ingest: {listen: '127.0.0.1:0', secret: hush}");
    }

    private Process start(String ingest) throws IOException {
        configuration(ingest);
        return CommandProcess.start("up", "-c", file().toString());
    }

    private void configuration(String ingest) throws IOException {
        Files.writeString(file(), """
                primary: {host: '127.0.0.1:1', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {embedded: {heap: 256MiB}, partitions: 2}
                ops: {listen: '127.0.0.1:0'}
                """ + ingest + "\n");
    }

    private Path file() {
        return folder.resolve("breakwater.yaml");
    }

    /** Where the process says that it can be asked. */
    private static String address(BufferedReader err) throws IOException {
        var seen = new ArrayList<String>();
        for (var line = err.readLine(); line != null; line = err.readLine()) {
            seen.add(line);
            var match = OPERATIONS.matcher(line.strip());
            if (match.matches()) {
                return match.group(1);
            }
        }
        throw new AssertionError("it ended before it ran: " + String.join("\n", seen));
    }

    /** After how many records the running broker has the topic on its disk. */
    private String flushedAfter(Topic topic) throws Exception {
        var kafka = ConfigurationReader.read(file(), Map.of()).kafka();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        try (var admin = Admin.create(KafkaClient.of(kafka))) {
            var described = admin.describeConfigs(List.of(resource)).all().get();
            return Objects.requireNonNull(described.get(resource))
                    .get("flush.messages")
                    .value();
        }
    }

    private int drift() {
        return Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                "drift",
                "-c",
                file().toString());
    }
}
