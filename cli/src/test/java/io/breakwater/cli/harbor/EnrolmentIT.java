package io.breakwater.cli.harbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.cli.harbor.Enrolment.Line;
import io.breakwater.cli.harbor.Enrolment.RobotWish;
import io.breakwater.cli.harbor.Enrolment.State;
import io.breakwater.cli.harbor.WebhookPolicy.Events;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.FaceServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a Harbor, or of a proxy in front of it, that are not as they should be. */
class EnrolmentIT {
    private static final String SECRET = "Bearer w3bhook-s3cret";

    private final FaceServer harbor = new FaceServer("odd-harbor", 0, exchange -> {
        try (exchange) {
            answer(exchange);
        }
    });

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        harbor.close();
    }

    @Test
    void harborThatFallsSilentIsNotAskedForEachFurtherProject() throws Exception {
        var asked = new ConcurrentLinkedQueue<String>();
        var over = new CountDownLatch(1);
        try (var silent = new FaceServer("silent-harbor", 0, exchange -> {
                    try (exchange) {
                        listOnly(exchange, asked, over);
                    }
                });
                var api = new HarborApi(new HarborSite(silent.url(), Optional::empty), Duration.ofSeconds(10))) {
            var policy = new WebhookPolicy(
                    "breakwater",
                    URI.create("http://127.0.0.1:8080/webhooks/harbor"),
                    Optional.empty(),
                    WebhookPolicy.Events.ARTIFACTS);
            var robot = Optional.of(new RobotWish("breakwater", false, folder.resolve("robot")));

            var lines = new Enrolment(new Harbor(api), policy, Set.of(""), robot).apply();

            over.countDown();
            assertEquals(List.of("/api/v2.0/projects/a/webhook/policies"), List.copyOf(asked));
            assertEquals(
                    List.of("a FAILED", "b FAILED", "c FAILED", "breakwater FAILED"),
                    lines.stream().map(line -> line.name() + " " + line.state()).toList());
            assertEquals(
                    List.of("cannot list the webhook policies of b: not asked, since " + silent.host()
                            + " was silent before; run the command again when it answers"),
                    lines.get(1).details());
        }
    }

    /** The projects, and nothing else until it is over. */
    private static void listOnly(HttpExchange exchange, Collection<String> asked, CountDownLatch over)
            throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/api/v2.0/projects")) {
            Answers.json(exchange, List.of(Map.of("name", "a"), Map.of("name", "b"), Map.of("name", "c")));
            return;
        }
        asked.add(path);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        var what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (what) {
            case "GET /api/v2.0/projects" -> Answers.json(exchange, List.of(Map.of("name", "library")));
            case "GET /api/v2.0/projects/library/webhook/policies", "GET /api/v2.0/robots" ->
                Answers.json(exchange, List.of());
            case "POST /api/v2.0/projects/library/webhook/policies" ->
                Answers.error(exchange, 400, "BAD_REQUEST", "auth_header: " + SECRET + " is odd");
            case "POST /api/v2.0/robots" ->
                Answers.json(exchange, 201, Map.of("id", 1, "name", "robot$breakwater", "secret", ""));
            default -> Answers.empty(exchange, 404);
        }
    }

    @Test
    void refusalThatQuotesTheSecretIsSaidWithoutItAndAnEmptySecretIsNone() throws Exception {
        var secretFile = folder.resolve("robot");
        List<Line> lines;
        try (var api = new HarborApi(new HarborSite(harbor.url(), Optional::empty))) {
            var policy = new WebhookPolicy(
                    "breakwater",
                    URI.create("http://127.0.0.1:8080/webhooks/harbor"),
                    Optional.of(SECRET),
                    Events.ARTIFACTS);
            var robot = Optional.of(new RobotWish("breakwater", false, secretFile));

            lines = new Enrolment(new Harbor(api), policy, Set.of("library"), robot).apply();
        }

        assertEquals(
                List.of(
                        new Line(
                                "project",
                                "library",
                                State.FAILED,
                                List.of("cannot create the webhook policy of library at " + harbor.host()
                                        + ": POST /projects/library/webhook/policies: 400 BAD_REQUEST"
                                        + " (auth_header: *** is odd)")),
                        new Line(
                                "robot",
                                "breakwater",
                                State.FAILED,
                                List.of(harbor.host()
                                        + " has made the robot account robot$breakwater and told no secret:"
                                        + " refresh it in Harbor, under Robot Accounts"))),
                lines);
        assertFalse(Files.exists(secretFile), "a secret that is none was written");
    }
}
