package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that behaves as its rules say, and otherwise hands on to a real registry. It remembers all it was asked. */
final class Face implements AutoCloseable {
    private static final Set<String> NOT_HANDED_ON =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

    /** One request that came in. */
    record Seen(String method, String path, Map<String, List<String>> headers) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** Answers a request, or leaves it to the next. */
    @FunctionalInterface
    interface Rule {
        boolean answer(HttpExchange exchange) throws IOException;
    }

    /** An answer. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private final Optional<URI> upstream;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    Face(Optional<URI> upstream) throws IOException {
        this.upstream = upstream;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    static Face alone() throws IOException {
        return new Face(Optional.empty());
    }

    static Face of(RegistryProcess registry) throws IOException {
        return new Face(Optional.of(registry.uri()));
    }

    HostPort host() {
        return HostPort.parse("127.0.0.1:" + server.getAddress().getPort());
    }

    RegistryConfig config() {
        return RegistryConfig.of(host()).withPlainHttp(true);
    }

    /** Later rules come first. */
    Face rule(Rule rule) {
        rules.addFirst(rule);
        return this;
    }

    /** Replies to requests of this method whose path (with query) has this part. */
    Face on(String method, String part, Reply reply) {
        return rule(exchange -> {
            if (!exchange.getRequestMethod().equals(method)
                    || !exchange.getRequestURI().toString().contains(part)) {
                return false;
            }
            reply.to(exchange);
            return true;
        });
    }

    /** As {@link #on}, for the first such requests only. */
    Face first(int times, String method, String part, Reply reply) {
        var left = new AtomicInteger(times);
        return rule(exchange -> {
            if (!exchange.getRequestMethod().equals(method)
                    || !exchange.getRequestURI().toString().contains(part)
                    || left.getAndDecrement() <= 0) {
                return false;
            }
            reply.to(exchange);
            return true;
        });
    }

    static Reply status(int status, String... headers) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            headers(exchange, headers);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    static Reply body(int status, String body, String... headers) {
        return body(status, body.getBytes(UTF_8), headers);
    }

    static Reply body(int status, byte[] body, String... headers) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            headers(exchange, headers);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        };
    }

    static Reply manifest(Manifest manifest) {
        return body(200, manifest.bytes(), "Content-Type", manifest.mediaType().value());
    }

    static Reply error(int status, String code) {
        return body(status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"told by the face\"}]}");
    }

    private static void headers(HttpExchange exchange, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
        }
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Method and path of all requests whose path has {@code part}. */
    List<String> requests(String part) {
        return seen.stream()
                .map(Seen::toString)
                .filter(request -> request.contains(part))
                .toList();
    }

    void forget() {
        seen.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders())));
            for (var rule : rules) {
                if (rule.answer(exchange)) {
                    return;
                }
            }
            handOn(exchange);
        }
    }

    /** Hands on what was asked, and keeps the answer: the connection ends without one. */
    Reply withoutAnswer() {
        return exchange -> {
            forward(exchange, exchange.getRequestURI().toString());
            exchange.close();
        };
    }

    /** Hands on what was asked, but for its query. */
    Reply withoutQuery() {
        return exchange -> handOn(exchange, exchange.getRequestURI().getPath());
    }

    private void handOn(HttpExchange exchange) throws IOException {
        handOn(exchange, exchange.getRequestURI().toString());
    }

    private void handOn(HttpExchange exchange, String pathAndQuery) throws IOException {
        if (upstream.isEmpty()) {
            status(404, "Docker-Distribution-Api-Version", "registry/2.0").to(exchange);
        } else {
            giveBack(exchange, forward(exchange, pathAndQuery));
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, String pathAndQuery) throws IOException {
        var request = HttpRequest.newBuilder(upstream.orElseThrow().resolve(pathAndQuery))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void giveBack(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        var head = exchange.getRequestMethod().equals("HEAD");
        response.headers().map().forEach((name, values) -> {
            if (head || !NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(
                response.statusCode(), head || response.body().length == 0 ? -1 : response.body().length);
        exchange.getResponseBody().write(response.body());
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }
}
