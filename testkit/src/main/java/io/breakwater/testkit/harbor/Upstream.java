package io.breakwater.testkit.harbor;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
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

/** The real registry behind the face. Bodies stream through in both directions; nothing is held. */
final class Upstream implements AutoCloseable {
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

    Upstream(URI registry) {
        this.registry = registry;
    }

    /** What the registry answered, once all of it has been handed on. */
    record Answer(int status, Optional<String> digest) {
        /** The registry was not asked, or could not say anything. */
        static final Answer BY_THE_FACE = new Answer(0, Optional.empty());

        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /**
     * Forwards the request and hands the answer back.
     *
     * @param self what the registry's own address is replaced by in {@code Location}
     */
    Answer forward(HttpExchange exchange, URI self) throws IOException, InterruptedException {
        var response = client.send(request(exchange), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            hand(response, body, exchange, self);
        }
        return new Answer(response.statusCode(), response.headers().firstValue("Docker-Content-Digest"));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest request(HttpExchange exchange) {
        var uri = exchange.getRequestURI();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var request = HttpRequest.newBuilder(registry.resolve(uri.getRawPath() + query))
                .method(exchange.getRequestMethod(), body(exchange));
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

    private void hand(HttpResponse<?> response, InputStream body, HttpExchange exchange, URI self) throws IOException {
        copyHeaders(response.headers(), exchange.getResponseHeaders(), self);
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

    private void copyHeaders(HttpHeaders from, Headers to, URI self) {
        from.map().forEach((name, values) -> {
            if (!NOT_RETURNED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> to.add(name, name.equalsIgnoreCase("Location") ? ours(value, self) : value));
            }
        });
    }

    private String ours(String location, URI self) {
        var theirs = registry.getScheme() + "://" + registry.getRawAuthority();
        return location.startsWith(theirs + "/") ? self + location.substring(theirs.length()) : location;
    }
}
