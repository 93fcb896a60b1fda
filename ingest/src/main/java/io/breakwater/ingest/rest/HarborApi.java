package io.breakwater.ingest.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Harbor's REST API v2.0 ({@code api/v2.0/swagger.yaml}), by Basic on every call, which needs no CSRF token. Blocks; every
 * call ends within its deadline. Redirects are not followed: the login is for this host alone. Any number of threads.
 */
public final class HarborApi implements AutoCloseable {
    /** From the first byte sent to the last one read. */
    static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Harbor's largest page; more is answered 422. */
    public static final int PAGE = 100;

    private static final int LONGEST_BODY = 8 << 20;
    private static final int MOST_PAGES = 10_000;

    private final HarborSite site;
    private final Duration deadline;
    private final HttpClient client;

    /** Nobody is there, or there was no answer in time. Whoever asks on waits as long for each further question. */
    public static final class Silent extends IOException {
        private static final long serialVersionUID = 1;

        Silent(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Waits 20 s for an answer. */
    public HarborApi(HarborSite site) {
        this(site, DEADLINE);
    }

    /** @param deadline of each call */
    public HarborApi(HarborSite site, Duration deadline) {
        this.site = site;
        this.deadline = deadline;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5));
        site.tls().ifPresent(builder::sslContext);
        site.proxy().ifPresent(builder::proxy);
        this.client = builder.build();
    }

    public HarborSite site() {
        return site;
    }

    /**
     * Asks once.
     *
     * @param path below {@code /api/v2.0}, encoded, with its query
     * @throws Silent if there was no answer in time, or nobody is there
     * @throws IOException if there was no answer, or none in JSON
     */
    public HarborAnswer get(String path) throws IOException, InterruptedException {
        return send("GET", path, Optional.empty());
    }

    /** As {@link #get}, with a body. */
    public HarborAnswer post(String path, JsonNode body) throws IOException, InterruptedException {
        return send("POST", path, Optional.of(body));
    }

    /** As {@link #get}, with a body. */
    public HarborAnswer put(String path, JsonNode body) throws IOException, InterruptedException {
        return send("PUT", path, Optional.of(body));
    }

    /** All pages of a list, in Harbor's order, or the answer that was no page. */
    public sealed interface Listing {
        record All(List<JsonNode> entries) implements Listing {}

        record Refused(HarborAnswer answer) implements Listing {}
    }

    /** @param path without {@code page} and {@code page_size} */
    public Listing list(String path) throws IOException, InterruptedException {
        var entries = new ArrayList<JsonNode>();
        var joint = path.contains("?") ? "&" : "?";
        for (var page = 1; page <= MOST_PAGES; page++) {
            var answer = get(path + joint + "page=" + page + "&page_size=" + PAGE);
            if (!answer.isSuccess()) {
                return new Listing.Refused(answer);
            }
            answer.body().forEach(entries::add);
            if (answer.body().size() < PAGE) {
                return new Listing.All(List.copyOf(entries));
            }
        }
        throw new IOException("GET " + path + " has more than " + MOST_PAGES + " pages");
    }

    /** For one part of a path or one value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** For a repository's name in a path: {@code a/b} is {@code a%252Fb}, once for the path and once for Harbor's router. */
    public static String encodedTwice(String repository) {
        return encoded(encoded(repository));
    }

    private HarborAnswer send(String method, String path, Optional<JsonNode> body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(site.base() + "/api/v2.0" + path))
                .timeout(deadline)
                .header("Accept", "application/json")
                .header("User-Agent", "breakwater")
                // Otherwise a project whose name is a number is taken for the project with that number.
                .header("X-Is-Resource-Name", "true");
        login().ifPresent(login -> request.header("Authorization", basic(login)));
        body.ifPresent(_ -> request.header("Content-Type", "application/json"));
        request.method(
                method,
                body.map(json -> BodyPublishers.ofString(json.toString())).orElseGet(BodyPublishers::noBody));
        var what = method + " " + path.split("\\?", 2)[0];
        var response = exchange(what, request.build());
        return new HarborAnswer(what, response.statusCode(), date(response), json(what, response));
    }

    /** A secret's file may be away while it is exchanged. */
    private Optional<HarborSite.Login> login() throws IOException {
        try {
            return site.login().get();
        } catch (RuntimeException e) {
            throw new IOException("the login for " + site.host() + " can't be had: " + e.getMessage(), e);
        }
    }

    private static String basic(HarborSite.Login login) {
        var pair = login.username() + ":" + login.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    /** The request's own time-out ends with the headers; this one counts the body too. */
    private HttpResponse<byte[]> exchange(String what, HttpRequest request) throws IOException, InterruptedException {
        var response = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_BODY));
        try {
            return response.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            var message = "no answer from " + site.host() + " to " + what + ": " + reason(e);
            throw isSilence(e) ? new Silent(message, e) : new IOException(message, e);
        } catch (TimeoutException e) {
            throw new Silent(
                    "no answer from " + site.host() + " to " + what + " within " + deadline.toSeconds() + " s", e);
        } finally {
            response.cancel(true);
        }
    }

    private static boolean isSilence(ExecutionException e) {
        return e.getCause() instanceof HttpTimeoutException || e.getCause() instanceof ConnectException;
    }

    private static String reason(ExecutionException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Optional<Instant> date(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** An error may well be a proxy's own page; of a success it must be JSON. */
    private static JsonNode json(String what, HttpResponse<byte[]> response) throws IOException {
        if (response.body().length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return Json.mapper().readTree(new String(response.body(), UTF_8));
        } catch (JsonProcessingException e) {
            if (response.statusCode() / 100 == 2) {
                throw new IOException("the answer to " + what + " is no JSON", e);
            }
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
