package io.breakwater.cli;

import static io.breakwater.cli.CommandProcess.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.broker.FreePorts;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborArtifact;
import io.breakwater.testkit.harbor.HarborPayloads;
import io.breakwater.testkit.harbor.Occasion;
import io.breakwater.testkit.harbor.PayloadFormat;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles and commands that are started while no broker answers. */
class BrokersAwayIT {
    private static final String NOWHERE = "127.0.0.1:1";

    @TempDir
    private Path folder;

    private final int webhooks = FreePorts.choose();
    private final int operations = FreePorts.choose();

    @Test
    void ingestAnswersAndGetsReadyWhenTheBrokersAreBack() throws Exception {
        try (var kafka = KafkaFixture.start()) {
            assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
            kafka.kill();
            var ingest = CommandProcess.start("ingest", "-c", configuration(kafka.bootstrapServers()));
            try (var err = ingest.errorReader(UTF_8)) {
                var told = Thread.ofVirtual().start(() -> err.lines().forEach(_ -> {}));
                Await.until("webhooks are answered", () -> answers(webhooks));

                var refused = push();
                assertEquals(503, refused.statusCode(), refused.body());
                assertTrue(refused.headers().firstValue("Retry-After").isPresent());
                assertEquals(503, readiness().statusCode());
                Await.until(
                        "it says why",
                        () -> readiness().body().contains("Kafka at " + kafka.bootstrapServers() + " does not answer"));

                kafka.startAgain();
                Await.until("ingest is ready", () -> readiness().statusCode() == 200);
                Await.until("it says so", () -> readiness().body().contains("\"degraded\":[]"));
                // The first append at brokers that have just begun may take longer than ingest has.
                Await.until("a push is accepted", () -> push().statusCode() == 202);

                ingest.toHandle().destroy();
                told.join();
            }
            assertEquals(CommandProcess.TERMINATED, ingest.waitFor());
        }
    }

    @Test
    void roleThatIsStillStartingEndsWhenItIsTold() throws Exception {
        var replicator = CommandProcess.start("replicator", "-c", configuration(NOWHERE));
        Await.until("it is starting", () -> answers(operations));

        replicator.toHandle().destroy();

        try (var err = replicator.errorReader(UTF_8)) {
            var said = String.join("\n", err.lines().toList());
            assertFalse(said.contains("gave up waiting for an orderly end"), said);
        }
        assertEquals(CommandProcess.TERMINATED, replicator.waitFor());
    }

    @Test
    void commandSaysInOneLineThatTheyDoNotAnswer() throws Exception {
        var status = CommandProcess.start("status", "-c", configuration(NOWHERE));

        try (var err = status.errorReader(UTF_8)) {
            var said = err.lines().toList();
            assertEquals(1, said.size(), () -> String.join("\n", said));
            assertTrue(said.getFirst().startsWith("breakwater: cannot work with Kafka at " + NOWHERE), said::getFirst);
        }
        assertEquals(1, status.waitFor());
    }

    @Test
    void windowOfNothingIsBadUsage() throws Exception {
        var ended = OperatorRig.runWith(Path.of(configuration(NOWHERE)), "status", "--minutes", "0");

        assertEquals(2, ended.code(), ended::toString);
    }

    @Test
    void verboseCommandHasAlsoWhatTheClientTellsOfItsTries() throws Exception {
        var status = CommandProcess.start("status", "-v", "-c", configuration(NOWHERE));

        try (var err = status.errorReader(UTF_8)) {
            var said = String.join("\n", err.lines().toList());
            assertTrue(said.contains("NetworkClient"), said);
        }
        assertEquals(1, status.waitFor());
    }

    private HttpResponse<String> readiness() {
        return CommandProcess.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operations + "/readyz"))
                .build());
    }

    private String configuration(String bootstrapServers) throws IOException {
        return Files.writeString(
                        folder.resolve("breakwater.yaml"), """
                primary: {host: '127.0.0.1:1', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {bootstrap-servers: '%s', partitions: 3, replication-factor: 1}
                ingest: {listen: '127.0.0.1:%d'}
                ops: {listen: '127.0.0.1:%d'}
                """.formatted(bootstrapServers, webhooks, operations))
                .toString();
    }

    private HttpResponse<String> push() {
        var artifact = HarborArtifact.tagged("library/app", "v1", "sha256:" + "a".repeat(64));
        var payloads = new HarborPayloads(PayloadFormat.CLOUDEVENTS, "cr.example.io");
        return CommandProcess.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webhooks + "/webhooks/harbor"))
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(BodyPublishers.ofByteArray(payloads.pushed(artifact, Occasion.now("ci"))))
                        .build());
    }

    private static boolean answers(int port) {
        try {
            return get("http://127.0.0.1:" + port + "/healthz") == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
