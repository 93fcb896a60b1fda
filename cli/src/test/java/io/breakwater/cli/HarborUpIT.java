package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.broker.FreePorts;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.google.KeyServer;
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
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a bare Harbor to replicated images, with what {@code docs/harbor.md} tells people to do. */
class HarborUpIT {
    private static final Pattern OPERATIONS = Pattern.compile("operations +(http://\\S+) .*");

    private static final Pattern LABEL = Pattern.compile("[{,]\\w+=\"([^\"]*)\"");

    @TempDir
    private Path folder;

    @Test
    void oneConfigurationRunsWebhooksFollowerAndPubSubSideBySide() throws Exception {
        try (var google = KeyServer.start();
                var stranger = KeyServer.start();
                var primary = RegistryProcess.start(folder.resolve("primary"));
                var standby = RegistryProcess.start(folder.resolve("standby"));
                var harbor = HarborFace.inFrontOf(primary)
                        .account("admin", "Harbor12345")
                        .managed()
                        .start();
                var pusher = new RawPusher(harbor.url(), "admin", "Harbor12345")) {
            harbor.management().createProject("library");
            var webhooks = "http://127.0.0.1:" + FreePorts.choose();
            configuration(harbor, standby, google, webhooks);
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

                Await.until("it follows", () -> metrics(operations).contains("breakwater_follower_active 1.0"));

                // The webhook alone: the follower leaves it half an hour for a push.
                pusher.push("library/app", TestImages.oci(1, 1, 1_000), "v1");
                var digest = primary.contents().digest("library/app", "v1");
                awaitAtStandby(standby, "v1", digest);
                assertMetric(
                        operations, "breakwater_webhook_received_total{result=\"accepted\",source=\"harbor\"} 1.0");
                assertTrue(metrics(operations).contains("breakwater_follower_events_total{type=\"pushed\"} 0.0"));

                // The follower alone: Harbor sends no webhook for a tag of its UI.
                assertEquals(201, tag(harbor, "v1", "stable"));
                awaitAtStandby(standby, "stable", digest);
                assertMetric(operations, "breakwater_follower_events_total{type=\"tag_created\"} 1.0");
                assertEquals(1, harbor.deliveries().size(), "webhooks");

                // Pub/Sub alone: of a push to the standby Harbor knows nothing.
                var pubsub = webhooks + "/webhooks/pubsub";
                var push = pubsubPush(standby, digest.orElseThrow());
                assertEquals(401, post(pubsub, "", push), "without a token");
                var token = "Bearer " + google.token(KeyServer.claims().build());
                // Keys are fetched with little patience; a machine may be so slow that a push is put off.
                Await.until("Google's token is accepted", () -> post(pubsub, token, push) == 202);
                var foreign = "Bearer " + stranger.token(KeyServer.claims().build());
                Await.until("a stranger's is decided on", () -> {
                    var status = post(pubsub, foreign, push);
                    assertNotEquals(202, status, "signed by somebody else");
                    return status == 401;
                });
                assertMetric(
                        operations, "breakwater_webhook_received_total{result=\"accepted\",source=\"pubsub\"} 1.0");
                Await.until(
                        "its event has its record in the ledger",
                        // More than one where a push was put off that had been stored all the same.
                        () -> metrics(operations)
                                .lines()
                                .anyMatch(line -> line.matches(
                                        "breakwater_replication_total\\{result=\"filtered\",work=\"none\"} [1-9].*")));
                assertEquals(
                        List.of(), labelsThatName(metrics(operations), "app", "v1", "stable", digest.orElseThrow()));
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

    private void configuration(HarborFace harbor, RegistryProcess standby, KeyServer google, String webhooks)
            throws IOException {
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
                  follower: {interval: 1s, grace: 30m, overlap: 1h}
                  pubsub: {audience: '%s', account: '%s', keys: '%s'}
                ops: {listen: '127.0.0.1:0'}
                """.formatted(
                        harbor.host(),
                        standby.host(),
                        webhooks.substring("http://".length()),
                        webhooks,
                        KeyServer.AUDIENCE,
                        KeyServer.ACCOUNT,
                        google.url()));
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

    /** As Artifact Registry says it, in Pub/Sub's envelope. */
    private static String pubsubPush(RegistryProcess standby, String digest) {
        var image = standby.host() + "/example-project/app";
        var data = "{\"action\":\"INSERT\",\"digest\":\"%s@%s\",\"tag\":\"%s:stable\"}".formatted(image, digest, image);
        return "{\"message\":{\"data\":\"%s\",\"messageId\":\"1\",\"publishTime\":\"%s\"}}"
                .formatted(Base64.getEncoder().encodeToString(data.getBytes(UTF_8)), Instant.now());
    }

    /** @param authorization empty for none */
    private static int post(String address, String authorization, String body) {
        var request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return CommandProcess.send(request.build()).statusCode();
    }

    /** What is counted may be seen elsewhere before it is; too high a number never becomes this one. */
    private static void assertMetric(String operations, String line) {
        Await.until(line, () -> metrics(operations).lines().anyMatch(line::equals));
    }

    /** Of all roles' metrics: the number of repositories, tags and digests has no bound. */
    private static List<String> labelsThatName(
            String metrics, String repository, String tag, String other, String digest) {
        var values = LABEL.matcher(metrics)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertTrue(values.contains("replicated"), values::toString);
        var hex = digest.substring(digest.indexOf(':') + 1);
        return values.stream()
                .filter(value -> value.equals(tag)
                        || value.equals(other)
                        || value.contains("/" + repository)
                        || value.contains(hex))
                .toList();
    }

    private static String metrics(String operations) {
        return CommandProcess.send(HttpRequest.newBuilder(URI.create(operations + "/metrics"))
                        .build())
                .body();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
