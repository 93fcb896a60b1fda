package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.broker.FreePorts;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a bare Harbor to replicated images, with what {@code docs/harbor.md} tells people to do. */
class HarborUpIT {
    private static final Pattern OPERATIONS = Pattern.compile("operations +(http://\\S+) .*");

    @TempDir
    private Path folder;

    @Test
    void oneConfigurationRunsWebhooksFollowerAndPubSubSideBySide() throws Exception {
        try (var primary = RegistryProcess.start(folder.resolve("primary"));
                var standby = RegistryProcess.start(folder.resolve("standby"));
                var harbor = HarborFace.inFrontOf(primary)
                        .account("admin", "Harbor12345")
                        .managed()
                        .start();
                var pusher = new RawPusher(harbor.url(), "admin", "Harbor12345")) {
            harbor.management().createProject("library");
            var webhooks = "http://127.0.0.1:" + FreePorts.choose();
            configuration(harbor, standby, webhooks);
            enroll();
            var process =
                    CommandProcess.start("up", "-c", file("breakwater.yaml").toString());
            var lines = new ConcurrentLinkedQueue<String>();
            // All the time, or it would stand still once the pipe is full.
            var drain = Thread.ofVirtual()
                    .start(() -> process.errorReader(UTF_8).lines().forEach(lines::add));
            try {
                Await.until("it says that it runs", () -> operations(lines).isPresent() || !process.isAlive());
                var operations = operations(lines).orElseThrow(() -> new AssertionError("it ended: " + lines));
                assertTrue(String.join("\n", lines).contains("and follows Harbor's audit log"), lines::toString);
                Await.until("every role is ready", () -> CommandProcess.get(operations + "/readyz") == 200);

                pusher.push("library/app", TestImages.oci(1, 1, 1_000), "v1");
                awaitAtStandby(standby, "v1", primary.contents().digest("library/app", "v1"));
                assertEquals(201, tag(harbor, "v1", "stable"));
                awaitAtStandby(standby, "stable", primary.contents().digest("library/app", "v1"));

                assertEquals(401, post(webhooks + "/webhooks/pubsub"), "Pub/Sub's door is open, and asks for a token");
                var metrics = CommandProcess.send(HttpRequest.newBuilder(URI.create(operations + "/metrics"))
                                .build())
                        .body();
                assertTrue(metrics.contains("breakwater_follower_active 1.0"), metrics);
                assertTrue(metrics.contains("breakwater_follower_events_total{type=\"tag_created\"} 1.0"), metrics);
            } finally {
                process.destroy();
                drain.join();
            }
            assertEquals(CommandProcess.TERMINATED, process.waitFor());
        }
    }

    private void enroll() throws IOException {
        Files.writeString(file("admin-password"), "Harbor12345\n");
        var err = new StringWriter();
        var code = Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "harbor",
                "enroll",
                "-c",
                file("breakwater.yaml").toString(),
                "--username",
                "admin",
                "--password-file",
                file("admin-password").toString(),
                "--confirm",
                "--audit-log",
                "--robot-secret-file",
                file("harbor-password").toString());
        assertEquals(0, code, err::toString);
    }

    private void configuration(HarborFace harbor, RegistryProcess standby, String webhooks) throws IOException {
        Files.writeString(file("breakwater.yaml"), """
                primary: {host: '%s', plain-http: true, username: 'robot$breakwater', password-file: harbor-password}
                standby: {host: '%s', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {embedded: {heap: 256MiB}, partitions: 2}
                ingest:
                  listen: '%s'
                  address: '%s'
                  secret: 'Bearer hush'
                  follower: {interval: 1s}
                  pubsub: {audience: 'https://example.io', account: 'push@example-project.iam.gserviceaccount.com'}
                ops: {listen: '127.0.0.1:0'}
                """.formatted(
                        harbor.host(), standby.url().getAuthority(), webhooks.substring("http://".length()), webhooks));
    }

    /** Where the process says that it can be asked. */
    private static Optional<String> operations(Collection<String> lines) {
        return lines.stream()
                .map(line -> OPERATIONS.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .findFirst();
    }

    private static void awaitAtStandby(RegistryProcess standby, String tag, Optional<String> digest) {
        assertTrue(digest.isPresent());
        Await.until(
                tag + " is at the standby",
                () -> standby.contents().digest("example-project/app", tag).equals(digest));
    }

    /** As the button in Harbor's UI does, of which no webhook tells. */
    private static int tag(HarborFace harbor, String from, String to) {
        var basic = Base64.getEncoder().encodeToString("admin:Harbor12345".getBytes(UTF_8));
        var request = HttpRequest.newBuilder(URI.create(
                        harbor.url() + "/api/v2.0/projects/library/repositories/app/artifacts/" + from + "/tags"))
                .header("Authorization", "Basic " + basic)
                .POST(BodyPublishers.ofString("{\"name\":\"" + to + "\"}"));
        return CommandProcess.send(request.build()).statusCode();
    }

    private static int post(String address) {
        var request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
        return CommandProcess.send(request.build()).statusCode();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
