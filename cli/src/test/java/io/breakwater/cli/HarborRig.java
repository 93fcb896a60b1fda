package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.cli.OperatorRig.Ended;
import io.breakwater.testkit.harbor.HarborFace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A Harbor that keeps projects, policies and robots, and {@code breakwater harbor enroll} with a configuration for it. */
final class HarborRig implements AutoCloseable {
    static final String WEBHOOK_SECRET = "Bearer w3bhook-s3cret";

    final HarborFace harbor;
    private final Path folder;

    HarborRig(Path folder) throws IOException {
        this.folder = folder;
        // Nothing is pushed here, so nobody stands behind.
        harbor = HarborFace.inFrontOf(URI.create("http://127.0.0.1:1"))
                .account("admin", "Harbor12345")
                .managed()
                .start();
        harbor.management().createProject("library");
        harbor.management().createProject("team-a");
        harbor.management().createProject("not-ours");
        Files.writeString(file("admin-password"), "Harbor12345\n");
        configuration("[{from: library, to: example-project}, {from: team-a/apps, to: other-project/a}]");
    }

    List<JsonNode> policies(String project) {
        return harbor.management().policies(project);
    }

    int ask(String user, String password, String path) throws IOException, InterruptedException {
        var basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(harbor.url() + "/api/v2.0" + path))
                    .header("Authorization", "Basic " + basic)
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void configuration(String mapping) throws IOException {
        configuration(mapping, WEBHOOK_SECRET);
    }

    void configuration(String mapping, String secret) throws IOException {
        configuration(mapping, secret, "");
    }

    /**
     * In one move, so that a watch reads the one or the other.
     *
     * @param ingest further settings of it
     */
    void configuration(String mapping, String secret, String ingest) throws IOException {
        Files.writeString(file("breakwater.yaml.new"), """
                primary: {host: '%s', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping: %s
                kafka: {embedded: {}}
                ingest: {secret: '%s'%s}
                """.formatted(harbor.host(), mapping, secret, ingest));
        Files.move(file("breakwater.yaml.new"), file("breakwater.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** As Harbor's administrator, with our address. */
    Ended enroll(String... further) {
        return run(administrator(further));
    }

    private String[] administrator(String... further) {
        var all = new ArrayList<>(List.of(
                "--username",
                "admin",
                "--password-file",
                file("admin-password").toString(),
                "--address",
                "http://127.0.0.1:8080"));
        all.addAll(List.of(further));
        return all.toArray(String[]::new);
    }

    Ended run(String... further) {
        return OperatorRig.runWith(file("breakwater.yaml"), command(further));
    }

    private static String[] command(String... further) {
        var all = new ArrayList<>(List.of("harbor", "enroll"));
        all.addAll(List.of(further));
        return all.toArray(String[]::new);
    }

    /** As {@link #enroll}, in a process of its own. */
    Process start(String... further) throws IOException {
        var all = new ArrayList<>(List.of(command(administrator(further))));
        all.addAll(List.of("-c", file("breakwater.yaml").toString()));
        return CommandProcess.start(all.toArray(String[]::new));
    }

    @Override
    public void close() {
        harbor.close();
    }
}
