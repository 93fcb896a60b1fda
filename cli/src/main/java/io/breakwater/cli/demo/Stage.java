package io.breakwater.cli.demo;

import io.breakwater.auditor.Auditor;
import io.breakwater.auditor.AuditorConfig;
import io.breakwater.broker.EmbeddedBroker;
import io.breakwater.broker.FreePorts;
import io.breakwater.ingest.Ingest;
import io.breakwater.ingest.IngestConfig;
import io.breakwater.ingest.IngestLimits;
import io.breakwater.ingest.SharedSecret;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.TopicSettings;
import io.breakwater.schemas.TopicSetup;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.harbor.PayloadFormat;
import io.breakwater.testkit.registry.RegistryProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the demo plays with: a broker in a JVM of its own, a primary (a real registry behind a face that
 * behaves like Harbor), a standby, and the three roles; the replicator is a process, so that it can be killed.
 */
final class Stage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Stage.class);

    /** Long enough for every copy of the demo, short enough to show drift to somebody who plays with {@code --keep}. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final String ROBOT = "robot$library+breakwater";

    private final Path folder;
    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final String robotSecret = secret();
    private final String webhookSecret = "Bearer " + secret();
    private final int opsPort = FreePorts.choose();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Stage(Path folder) {
        this.folder = folder;
    }

    /** The parts once they run. Filled step by step, in the order of the story. */
    record Cast(
            EmbeddedBroker broker,
            RegistryProcess primaryRegistry,
            HarborFace primary,
            RegistryProcess standby,
            ReplicatorChild replicator,
            Path configuration) {
        String bootstrapServers() {
            return broker.bootstrapServers();
        }

        /** An outage. */
        void stopPrimary() {
            primary.stop();
            primaryRegistry.stop();
        }

        /** The end of the outage: the same images at the same address. */
        void startPrimaryAgain() {
            primaryRegistry.startAgain();
            primary.startAgain();
        }
    }

    /** Starts everything, telling {@code story}. Whatever was started is stopped by {@link #close()}, also on a failure. */
    static Stage in(Path folder) {
        return new Stage(folder);
    }

    Cast start(Story story) throws Exception {
        var broker = story.step(
                "Kafka broker, in a JVM of its own, with our " + Topic.values().length + " topics",
                () -> broker(folder.resolve("kafka")));
        var registry = story.step(
                "standby and primary, two real registries",
                () -> keep(RegistryProcess.start(folder.resolve("primary")), RegistryProcess::close));
        var standby = keep(RegistryProcess.start(folder.resolve("standby")), RegistryProcess::close);
        var ingest = story.step("ingest, waiting for webhooks", () -> keep(ingest(broker), Ingest::close));
        var face = story.step(
                "primary behind a face that behaves like Harbor: login, tokens, webhooks",
                () -> keep(face(registry, ingest), HarborFace::close));
        var configuration = configure(broker, face, standby, ingest);
        var replicator = story.step(
                "replicator, a process of its own",
                () -> keep(
                        ReplicatorChild.start(configuration, folder.resolve("replicator.log"), readyz()),
                        ReplicatorChild::close));
        story.step("auditor, a Kafka Streams topology", () -> keep(auditor(broker), Auditor::close));
        return new Cast(broker, registry, face, standby, replicator, configuration);
    }

    String robot() {
        return ROBOT;
    }

    String robotSecret() {
        return robotSecret;
    }

    <T> T keep(T part, Consumer<T> end) {
        ends.push(() -> end.accept(part));
        return part;
    }

    private EmbeddedBroker broker(Path data) throws Exception {
        var broker = keep(EmbeddedBroker.start(EmbeddedBroker.Config.at(data)), EmbeddedBroker::close);
        try (var admin = Admin.create(kafka(broker))) {
            TopicSetup.ensure(admin, new TopicSettings(4, (short) 1, true));
        }
        return broker;
    }

    private Ingest ingest(EmbeddedBroker broker) {
        return Ingest.start(
                new IngestConfig(
                        "127.0.0.1", 0, List.of(new SharedSecret(webhookSecret)), kafka(broker), IngestLimits.DEFAULT),
                meters);
    }

    private HarborFace face(RegistryProcess registry, Ingest ingest) {
        return HarborFace.inFrontOf(registry.url())
                .account(ROBOT, robotSecret)
                .operator("robot$library+ci")
                .webhook(
                        URI.create("http://127.0.0.1:" + ingest.port() + "/webhooks/harbor"),
                        webhookSecret,
                        PayloadFormat.CLOUDEVENTS)
                .start();
    }

    private Auditor auditor(EmbeddedBroker broker) {
        return Auditor.start(
                new AuditorConfig(
                        kafka(broker),
                        AuditorConfig.DEFAULT_APPLICATION_ID,
                        folder.resolve("auditor"),
                        GRACE,
                        AuditorConfig.DEFAULT_CHECK_INTERVAL),
                meters);
    }

    /** The same file that a user would write, so that every command works on what {@code --keep} leaves running. */
    private Path configure(EmbeddedBroker broker, HarborFace primary, RegistryProcess standby, Ingest ingest)
            throws IOException {
        Files.writeString(folder.resolve("robot-secret"), robotSecret);
        Files.writeString(folder.resolve("webhook-secret"), webhookSecret);
        return Files.writeString(folder.resolve("breakwater.yaml"), """
                primary: {host: '%s', username: '%s', password-file: robot-secret, plain-http: true}
                standby: {host: '%s', credentials: anonymous, plain-http: true}
                mapping:
                  - {from: library, to: example-project}
                kafka: {bootstrap-servers: '%s', partitions: 4, replication-factor: 1}
                ingest: {listen: '127.0.0.1:%d', secret-file: webhook-secret}
                ops: {listen: '127.0.0.1:%d'}
                """.formatted(
                        primary.host(), ROBOT, standby.host(), broker.bootstrapServers(), ingest.port(), opsPort));
    }

    private URI readyz() {
        return URI.create("http://127.0.0.1:" + opsPort + "/readyz");
    }

    private static Map<String, Object> kafka(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static String secret() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Stops the parts, the last one first; one that cannot be stopped does not keep the others running. */
    @Override
    public void close() {
        while (!ends.isEmpty()) {
            try {
                ends.pop().run();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("A part of the demo did not end orderly");
            }
        }
    }
}
