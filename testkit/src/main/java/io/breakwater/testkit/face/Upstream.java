package io.breakwater.testkit.face;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The real registry behind a face. Bodies stream through in both directions; nothing is held. */
public final class Upstream implements AutoCloseable {
    /** What belongs to one connection, what our HTTP client sets by itself, and the login, which ends at the face. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "connection",
            "keep-alive",
            "transfer-encoding",
            "upgrade",
            "expect",
            "host",
            "content-length",
            "authorization");
    /** What the server sets by itself. */
    private static final Set<String> NOT_RETURNED =
            Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "date");

    private final URI registry;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Upstream(URI registry) {
        this.registry = registry;
    }

    /** What the registry answered, once all of it has been handed on. */
    public record Answer(int status, Optional<String> digest) {
        /** The registry was not asked, or could not say anything. */
        public static final Answer BY_THE_FACE = new Answer(0, Optional.empty());

        public boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /** Forwards the request to the same target and hands the answer back; its {@code Location} is at this face. */
    public Answer forward(HttpExchange exchange) throws IOException {
        return forward(exchange, target(exchange), location -> here(exchange, location));
    }

    /** Says in a face's own words that something is not there. */
    @FunctionalInterface
    public interface NotFound {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** As {@link #forward(HttpExchange)}, but what the registry has not got is told by {@code notFound}. */
    public Answer forward(HttpExchange exchange, NotFound notFound) throws IOException {
        return forward(exchange, target(exchange), location -> here(exchange, location), Optional.of(notFound));
    }

    /**
     * Forwards the request and hands the answer back. If the registry does not answer, that is 502.
     *
     * @param target path and query at the registry
     * @param location what the client is told in place of the registry's {@code Location}
     */
    public Answer forward(HttpExchange exchange, String target, UnaryOperator<String> location) throws IOException {
        return forward(exchange, target, location, Optional.empty());
    }

    private Answer forward(
            HttpExchange exchange, String target, UnaryOperator<String> location, Optional<NotFound> notFound)
            throws IOException {
        try {
            var response = client.send(request(exchange, target), BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() == 404 && notFound.isPresent()) {
                    notFound.get().answer(exchange);
                } else {
                    hand(response, body, exchange, location);
                }
            }
            return new Answer(response.statusCode(), response.headers().firstValue("Docker-Content-Digest"));
        } catch (IOException e) {
            if (exchange.getResponseCode() != -1) {
                // Too late to say anything but by cutting the answer short.
                throw e;
            }
            Answers.text(exchange, 502, "The registry behind this face does not answer");
            return Answer.BY_THE_FACE;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Asks what the client asked, and hands nothing back yet: for answers that a face puts into words of its own.
     *
     * @throws IOException also if the registry does not answer
     */
    public HttpResponse<byte[]> ask(HttpExchange exchange) throws IOException {
        try {
            return client.send(request(exchange, target(exchange)), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Hands back what {@link #ask} brought. */
    public void hand(HttpResponse<byte[]> response, HttpExchange exchange) throws IOException {
        hand(response, new ByteArrayInputStream(response.body()), exchange, location -> here(exchange, location));
    }

    /** {@code DELETE} by the face itself, without a client. @return the status */
    public int delete(String target) throws IOException {
        try {
            var request = HttpRequest.newBuilder(registry.resolve(target)).DELETE();
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Gives a manifest one more tag, by the face itself. */
    public void tag(String repository, String digest, String mediaType, String tag) throws IOException {
        var manifests = "/v2/" + repository + "/manifests/";
        try {
            var get =
                    HttpRequest.newBuilder(registry.resolve(manifests + digest)).header("Accept", mediaType);
            var bytes = client.send(get.build(), BodyHandlers.ofByteArray()).body();
            var put = HttpRequest.newBuilder(registry.resolve(manifests + tag))
                    .header("Content-Type", mediaType)
                    .PUT(BodyPublishers.ofByteArray(bytes));
            var status = client.send(put.build(), BodyHandlers.discarding()).statusCode();
            if (status != 201) {
                throw new IOException(
                        "The registry behind this face answered " + status + " to " + repository + ":" + tag);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Path and query of the registry's own {@code location}. */
    public String target(String location) {
        var uri = registry.resolve(location);
        return uri.getRawPath() + query(uri);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static String target(HttpExchange exchange) {
        return exchange.getRequestURI().getRawPath() + query(exchange.getRequestURI());
    }

    private static String query(URI uri) {
        return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    }

    private HttpRequest request(HttpExchange exchange, String target) {
        var request =
                HttpRequest.newBuilder(registry.resolve(target)).method(exchange.getRequestMethod(), body(exchange));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static BodyPublisher body(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var stream = BodyPublishers.ofInputStream(exchange::getRequestBody);
        if (headers.containsKey("Transfer-Encoding")) {
            return stream;
        }
        var length = Optional.ofNullable(headers.getFirst("Content-Length"))
                .map(Long::parseLong)
                .orElse(0L);
        return length == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(stream, length);
    }

    private static void hand(
            HttpResponse<?> response, InputStream body, HttpExchange exchange, UnaryOperator<String> location)
            throws IOException {
        copyHeaders(response.headers(), exchange.getResponseHeaders(), location);
        var length = response.headers().firstValueAsLong("Content-Length");
        if (exchange.getRequestMethod().equals("HEAD")) {
            // The server leaves the length out of an answer without a body unless it is set by hand.
            length.ifPresent(bytes -> exchange.getResponseHeaders().set("Content-Length", Long.toString(bytes)));
            exchange.sendResponseHeaders(response.statusCode(), -1);
            return;
        }
        exchange.sendResponseHeaders(response.statusCode(), inServersWords(response.statusCode(), length));
        body.transferTo(exchange.getResponseBody());
    }

    /** For this server 0 means "not known, so chunked" and -1 means "no body". */
    private static long inServersWords(int status, OptionalLong length) {
        if (status == 204 || status == 304) {
            return -1;
        }
        return length.isPresent() && length.getAsLong() == 0 ? -1 : length.orElse(0);
    }

    private static void copyHeaders(HttpHeaders from, Headers to, UnaryOperator<String> location) {
        from.map().forEach((name, values) -> {
            if (!NOT_RETURNED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(
                        value -> to.add(name, name.equalsIgnoreCase("Location") ? location.apply(value) : value));
            }
        });
    }

    /** With the name by which the client knows this face, which may be that of a proxy before it. */
    private String here(HttpExchange exchange, String location) {
        var theirs = registry.getScheme() + "://" + registry.getRawAuthority();
        return location.startsWith(theirs + "/")
                ? "http://" + exchange.getRequestHeaders().getFirst("Host") + location.substring(theirs.length())
                : location;
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("The face is closing", e);
    }
}
