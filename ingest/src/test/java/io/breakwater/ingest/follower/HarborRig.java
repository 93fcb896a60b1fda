package io.breakwater.ingest.follower;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.follower.FollowerConfig.Pace;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.ingest.rest.HarborSite.Login;
import io.breakwater.schemas.Json;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A Harbor with a real registry behind it, and what people do there. */
final class HarborRig implements AutoCloseable {
    static final String ADMIN = "admin";
    static final String PASSWORD = "Harbor12345";

    /** No grace: a test holds rows back until it has seen to the webhooks. */
    static final Pace PACE = new Pace(Duration.ofMillis(100), Duration.ZERO, Duration.ofMinutes(10));

    private final RegistryProcess registry;
    private final HarborFace face;
    private final RawPusher pusher;
    private final HttpClient http = HttpClient.newHttpClient();
    private int seed;

    HarborRig(Path folder) {
        registry = RegistryProcess.start(folder.resolve("registry"));
        face = HarborFace.inFrontOf(registry)
                .account(ADMIN, PASSWORD)
                .managed()
                .retryDelays(Duration.ZERO, Duration.ZERO)
                .timeout(Duration.ofMinutes(2))
                .start();
        pusher = new RawPusher(face.url(), ADMIN, PASSWORD);
        face.management().createProject("library");
    }

    HarborFace face() {
        return face;
    }

    /** Another image each time. @return its digest */
    String push(String repository, String tag) throws IOException {
        var image = TestImages.oci(++seed, 1, 100);
        pusher.push(repository, image, tag);
        return image.root().digest();
    }

    /** In the UI or the API. */
    int tag(String repository, String from, String to) throws IOException, InterruptedException {
        return send("POST", repository, from + "/tags", "{\"name\":\"" + to + "\"}");
    }

    int untag(String repository, String tag) throws IOException, InterruptedException {
        return send("DELETE", repository, tag + "/tags/" + tag, "");
    }

    int delete(String repository, String reference) throws IOException, InterruptedException {
        return send("DELETE", repository, reference, "");
    }

    private int send(String method, String repository, String rest, String body)
            throws IOException, InterruptedException {
        var parts = repository.split("/", 2);
        var uri = URI.create(
                face.url() + "/api/v2.0/projects/" + parts[0] + "/repositories/" + parts[1] + "/artifacts/" + rest);
        var basic = Base64.getEncoder().encodeToString((ADMIN + ":" + PASSWORD).getBytes(UTF_8));
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + basic)
                .method(method, BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    HarborSite site() {
        return site(ADMIN, PASSWORD);
    }

    HarborSite site(String user, String password) {
        return new HarborSite(face.url(), () -> Optional.of(new Login(user, password)));
    }

    /** One that may log in, and no more. */
    HarborSite robotWithoutPermissions(String name) throws IOException, InterruptedException {
        return robot(name, "[]");
    }

    /** One that is shown the log, and no more. */
    HarborSite robotOfTheLog(String name) throws IOException, InterruptedException {
        return robot(
                name,
                "[{\"kind\":\"system\",\"namespace\":\"/\",\"access\":[{\"resource\":\"audit-log\",\"action\":\"list\"}]}]");
    }

    private HarborSite robot(String name, String permissions) throws IOException, InterruptedException {
        try (var api = new HarborApi(site())) {
            var wanted = Json.mapper()
                    .readTree("{\"name\":\"" + name + "\",\"level\":\"system\",\"permissions\":" + permissions + "}");
            var robot = api.post("/robots", wanted).body();
            return site(robot.path("name").asText(), robot.path("secret").asText());
        }
    }

    FollowerConfig config(String bootstrapServers, String group) {
        return config(site(), bootstrapServers, group);
    }

    FollowerConfig config(HarborSite site, String bootstrapServers, String group) {
        return new FollowerConfig(
                site,
                repository -> repository.startsWith("library/"),
                Map.of("bootstrap.servers", bootstrapServers),
                group,
                PACE);
    }

    @Override
    public void close() {
        http.close();
        pusher.close();
        face.close();
        registry.close();
    }
}
