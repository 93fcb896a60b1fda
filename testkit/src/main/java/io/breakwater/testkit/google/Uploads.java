package io.breakwater.testkit.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Query;
import io.breakwater.testkit.face.Upstream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Google's upload sessions: beside {@code /v2/}, under a long address that has to come back whole. A body comes in one PUT
 * of a known length, or in one open-ended PATCH as docker sends it; not in parts, and nothing can be resumed.
 */
final class Uploads {
    static final String PATH = "/artifacts-uploads/";

    private static final Pattern SESSION =
            Pattern.compile(PATH + "namespaces/(?<repository>.+)/uploads/(?<id>[0-9a-f-]+)");
    private static final int SIGNATURE_BYTES = 1_000;

    private final Upstream upstream;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    /**
     * @param target path and query at the registry behind
     * @param hasBody whether a PATCH has brought one
     */
    private record Session(String repository, String signature, String target, boolean hasBody) {}

    Uploads(Upstream upstream) {
        this.upstream = upstream;
    }

    /** The repository of an upload's address. */
    static Optional<String> repository(HttpExchange exchange) {
        var match = SESSION.matcher(exchange.getRequestURI().getPath());
        return match.matches() ? Optional.of(match.group("repository")) : Optional.empty();
    }

    /** Answers {@code POST …/blobs/uploads/}, which may ask for a mount; {@code target} is at the registry. */
    void begin(HttpExchange exchange, String repository, String target) throws IOException {
        upstream.forward(
                exchange,
                target,
                location -> location.contains("/blobs/uploads/")
                        ? open(repository, location, false)
                        : upstream.target(location));
    }

    /** Answers a request to an upload's address. */
    void answer(HttpExchange exchange) throws IOException {
        var match = SESSION.matcher(exchange.getRequestURI().getPath());
        var session = Optional.of(match)
                .filter(found -> found.matches())
                .map(found -> sessions.get(found.group("id")))
                .filter(found -> isWhole(exchange, found));
        if (session.isEmpty()) {
            Answers.error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "Upload session not found.");
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "PATCH" -> patch(exchange, match.group("id"), session.get());
            case "PUT" -> put(exchange, match.group("id"), session.get());
            case "DELETE" -> {
                sessions.remove(match.group("id"));
                upstream.forward(exchange, session.get().target(), location -> location);
            }
            default -> Answers.error(exchange, 405, "UNSUPPORTED", "Uploads cannot be resumed.");
        }
    }

    private void patch(HttpExchange exchange, String id, Session session) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Content-Range") || session.hasBody()) {
            refuseChunks(exchange);
            return;
        }
        sessions.remove(id);
        upstream.forward(exchange, session.target(), location -> open(session.repository(), location, true));
    }

    private void put(HttpExchange exchange, String id, Session session) throws IOException {
        var headers = exchange.getRequestHeaders();
        var digest = Query.value(exchange, "digest");
        if (headers.containsKey("Content-Range")) {
            refuseChunks(exchange);
        } else if (!headers.containsKey("Content-Length")) {
            Answers.text(exchange, 411, "Length Required");
        } else if (digest.isEmpty()) {
            Answers.error(exchange, 400, "DIGEST_INVALID", "Missing digest.");
        } else if (!digest.get().startsWith("sha256:")) {
            Answers.error(exchange, 400, "DIGEST_INVALID", "Unsupported digest algorithm.");
        } else {
            sessions.remove(id);
            var separator = session.target().contains("?") ? "&" : "?";
            var encoded = URLEncoder.encode(digest.get(), UTF_8);
            upstream.forward(exchange, session.target() + separator + "digest=" + encoded, upstream::target);
        }
    }

    private static void refuseChunks(HttpExchange exchange) throws IOException {
        Answers.error(exchange, 400, "UNSUPPORTED", "Chunked uploads are not supported; use a monolithic upload.");
    }

    private String open(String repository, String location, boolean hasBody) {
        var id = UUID.randomUUID().toString();
        var bytes = new byte[SIGNATURE_BYTES];
        new SplittableRandom().nextBytes(bytes);
        var signature = HexFormat.of().formatHex(bytes);
        sessions.put(id, new Session(repository, signature, upstream.target(location), hasBody));
        return PATH + "namespaces/" + repository + "/uploads/" + id + "?force_redirect=false&signature=" + signature;
    }

    private static boolean isWhole(HttpExchange exchange, Session session) {
        return Query.value(exchange, "signature").equals(Optional.of(session.signature()));
    }
}
