package io.breakwater.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.breakwater.cli.config.ConfigurationReader;
import io.breakwater.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Ingest as the configuration makes it, without brokers. Its secrets are exchanged in their files while it runs, as an operator
 * does it, or a mounted volume.
 */
class IngestRoleIT {
    /** The secret is good, and only then the body, which is none of a webhook, is looked at. */
    private static final int LET_IN = 400;

    private static final int KEPT_OUT = 401;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private Role ingest = new Role(RoleName.INGEST, "", () -> false, Optional::empty, () -> {});

    @BeforeEach
    void start() throws Exception {
        write("new", "Bearer first");
        write("old", "Bearer zeroth");
        Files.writeString(folder.resolve("breakwater.yaml"), """
                primary: {host: '127.0.0.1:1', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {bootstrap-servers: '127.0.0.1:3'}
                ingest: {listen: '127.0.0.1:0', secret-file: [new, old]}
                """);
        var configuration = ConfigurationReader.read(folder.resolve("breakwater.yaml"), Map.of());
        ingest = new RoleStarter(
                        configuration,
                        Map.of("bootstrap.servers", "127.0.0.1:3"),
                        new CompletableFuture<Boolean>(),
                        new SimpleMeterRegistry())
                .start(RoleName.INGEST);
    }

    @AfterEach
    void stop() {
        ingest.end().run();
        http.close();
    }

    @Test
    void aNewSecretIsTakenAndTheOldOneRefusedWithoutARestart() throws Exception {
        assertEquals(LET_IN, post("Bearer first"));
        assertEquals(LET_IN, post("Bearer zeroth"));
        assertEquals(KEPT_OUT, post("Bearer second"));

        // As long as the last one, and what was the new one is the old one now.
        write("old", "Bearer first");
        write("new", "Bearer other");

        Await.until("the new secret to be taken", () -> status("Bearer other") == LET_IN);
        Await.until("the oldest to be refused", () -> status("Bearer zeroth") == KEPT_OUT);
        assertEquals(LET_IN, post("Bearer first"));
    }

    /** Kubernetes makes a folder with all files beside the old one and swaps the link to it. */
    @Test
    void aSecretBehindALinkIsTakenWhenTheLinkIsSwapped() throws Exception {
        var mounted = Files.createDirectory(folder.resolve("second"));
        Files.writeString(mounted.resolve("new"), "Bearer second\n");
        Files.createSymbolicLink(folder.resolve("data"), mounted);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("data", "new"));
        Files.move(folder.resolve("link"), folder.resolve("new"), StandardCopyOption.ATOMIC_MOVE);
        Await.until("what the link shows to be taken", () -> status("Bearer second") == LET_IN);

        var next = Files.createDirectory(folder.resolve("third"));
        Files.writeString(next.resolve("new"), "Bearer third\n");
        Files.createSymbolicLink(folder.resolve("data-next"), next);
        Files.move(folder.resolve("data-next"), folder.resolve("data"), StandardCopyOption.ATOMIC_MOVE);

        Await.until("the next one to be taken", () -> status("Bearer third") == LET_IN);
        assertEquals(KEPT_OUT, post("Bearer second"));
    }

    /** One file that is gone keeps neither its own secret out nor the other file's from being exchanged. */
    @Test
    void aSecretWhoseFileIsGoneStaysAndTheOtherIsExchanged() throws Exception {
        var said = said("io.breakwater.ingest.Watched");
        Files.delete(folder.resolve("old"));
        write("new", "Bearer other");

        Await.until("the other to be taken", () -> status("Bearer other") == LET_IN);
        assertEquals(LET_IN, post("Bearer zeroth"));
        assertEquals(KEPT_OUT, post("Bearer first"));

        write("new", "");
        write("old", "Bearer later");
        Await.until("the file that came back to be taken", () -> status("Bearer later") == LET_IN);
        assertEquals(LET_IN, post("Bearer other"));
        assertEquals(KEPT_OUT, post(""));
        var warnings = said.list.stream()
                .filter(event -> event.getLevel().equals(Level.WARN))
                .map(event -> event.getKeyValuePairs().toString())
                .toList();
        assertEquals(1, containing(warnings, folder.resolve("old") + ";"), warnings::toString);
        assertTrue(warnings.stream().noneMatch(line -> line.contains("Bearer")), warnings::toString);
    }

    private static long containing(List<String> lines, String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    /** Else it would be looked for in vain in every metric of webhooks. */
    @Test
    void aWebhookThatComesToNoPathIsSaidOnceAndForEveryReader() throws Exception {
        var said = said("io.breakwater.ingest.Refusals");
        var mistyped = "/webhooks/habor/%0aERROR" + "x".repeat(200);

        assertEquals(404, post(mistyped, "Bearer first"));
        assertEquals(404, post(mistyped, "Bearer first"));

        assertEquals(1, said.list.size());
        var path = said.list.getFirst().getKeyValuePairs().getFirst();
        assertEquals("path", path.key);
        assertEquals("'" + mistyped.substring(0, 80) + "…'", path.value);
    }

    /** What a logger says from now on. */
    private static ListAppender<ILoggingEvent> said(String logger) {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        ((Logger) LoggerFactory.getLogger(logger)).addAppender(appender);
        return appender;
    }

    private void write(String file, String secret) throws IOException {
        Files.writeString(folder.resolve(file), secret + "\n");
    }

    private int status(String secret) {
        try {
            return post(secret);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int post(String secret) throws IOException, InterruptedException {
        return post("/webhooks/harbor", secret);
    }

    private int post(String path, String secret) throws IOException, InterruptedException {
        var address = Pattern.compile("http://\\S+?/webhooks/harbor").matcher(ingest.summary());
        if (!address.find()) {
            throw new AssertionError(ingest.summary());
        }
        var request = HttpRequest.newBuilder(URI.create(address.group()).resolve(path))
                .header("Authorization", secret)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        while (true) {
            var status = http.send(request, BodyHandlers.discarding()).statusCode();
            // It has little time for an answer, and a machine may have less; neither says anything of the secret.
            if (status != 503 && status != 408) {
                return status;
            }
        }
    }
}
