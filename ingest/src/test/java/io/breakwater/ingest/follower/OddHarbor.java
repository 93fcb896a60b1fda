package io.breakwater.ingest.follower;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.ingest.rest.HarborSite.Login;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.FaceServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A Harbor that describes images badly whose tags name the way to do it; all else it says as the real one does. */
final class OddHarbor implements AutoCloseable {
    /** How long it takes to say nothing of a tag that begins so. */
    static final Duration LATE = Duration.ofSeconds(3);

    private final HarborRig harbor;
    private final Map<String, Integer> questions = new ConcurrentHashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private final FaceServer face = new FaceServer("odd-harbor", 0, exchange -> {
        try (exchange) {
            answer(exchange);
        }
    });

    OddHarbor(HarborRig harbor) {
        this.harbor = harbor;
    }

    HarborSite site() {
        return new HarborSite(face.url(), () -> Optional.of(new Login(HarborRig.ADMIN, HarborRig.PASSWORD)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var tag = path.substring(path.lastIndexOf('/') + 1);
        questions.merge(tag, 1, Integer::sum);
        switch (tag) {
            case "busy" -> Answers.error(exchange, 429, "TOO_MANY_REQUEST", "slow down");
            case "broken" -> Answers.error(exchange, 500, "UNKNOWN", "internal server error");
            case "refused" -> Answers.error(exchange, 403, "FORBIDDEN", "forbidden");
            case "words" -> Answers.text(exchange, 200, "hello");
            case "deep" -> Answers.text(exchange, 200, "[".repeat(100_000));
            case "long" -> Answers.text(exchange, 200, "\"" + "a".repeat(9 << 20) + "\"");
            case "slow" -> {
                asked.countDown();
                await(mayAnswer);
                handOn(exchange);
            }
            case String late
            when late.startsWith("late") -> {
                pause(LATE);
                Answers.error(exchange, 429, "TOO_MANY_REQUEST", "slow down");
            }
            case "empty" -> Answers.text(exchange, 200, "{}");
            default -> handOn(exchange);
        }
    }

    /** How often it was asked for each tag. */
    Map<String, Integer> questions() {
        return Map.copyOf(questions);
    }

    /** Returns when it was asked for the tag that is described slowly. */
    void awaitAsked() throws IOException {
        await(asked);
    }

    /** From now on that tag is described. */
    void describe() {
        mayAnswer.countDown();
    }

    private static void pause(Duration duration) throws IOException {
        try {
            // That it takes so long is what is played.
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void handOn(HttpExchange exchange) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(
                        harbor.face().url() + exchange.getRequestURI().toString()))
                .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"));
        try {
            var response = client.send(request.build(), BodyHandlers.ofString(UTF_8));
            Answers.text(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        mayAnswer.countDown();
        face.close();
        client.close();
    }
}
