package io.breakwater.cli.status;

import io.breakwater.cli.config.Listen;
import io.breakwater.replicator.JobsUnderWay;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the process at the operations port what it is copying. That is known to each replicator alone and in no topic, so of
 * those that run elsewhere, and of whoever does not answer as they do, nothing is told.
 */
final class JobsProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private JobsProbe() {}

    /**
     * @param ops as configured; what listens on every address is reached by that address too
     * @param group whose jobs are asked for: another one's process may have the port
     */
    static Optional<JobsUnderWay> ask(Listen ops, String group) throws InterruptedException {
        return ask(ops, group, TIMEOUT);
    }

    /** @param patience with the whole answer */
    static Optional<JobsUnderWay> ask(Listen ops, String group, Duration patience) throws InterruptedException {
        if (ops.port() == 0) {
            return Optional.empty();
        }
        var request = HttpRequest.newBuilder(URI.create("http://" + ops + "/jobs"))
                .timeout(patience)
                .build();
        var client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        try {
            var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), Json.LONGEST_DOCUMENT);
            // The request's own limit ends with the head: who says more and more slowly would be heard for ever.
            var answer = client.sendAsync(request, body).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == 200
                    ? Optional.of(Json.mapper().readValue(answer.body(), JobsUnderWay.class))
                            .filter(jobs -> jobs.group().equals(group))
                    : Optional.empty();
        } catch (IOException | ExecutionException | TimeoutException _) {
            // Nobody there, or somebody else.
            return Optional.empty();
        } finally {
            client.shutdownNow();
        }
    }
}
