package io.breakwater.testkit.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Upstream;
import io.breakwater.testkit.image.Sha256;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Where Google sends those who want a blob: an address on the same host that carries its own permission. */
final class Downloads {
    static final String PATH = "/artifacts-downloads/";

    private static final Pattern BLOB =
            Pattern.compile(PATH + "namespaces/(?<repository>.+)/downloads/(?<digest>sha256:[0-9a-f]{64})");

    private final Upstream upstream;
    private final String secret = UUID.randomUUID().toString();

    Downloads(Upstream upstream) {
        this.upstream = upstream;
    }

    void redirect(HttpExchange exchange, String repository, String digest) throws IOException {
        var path = PATH + "namespaces/" + repository + "/downloads/" + digest;
        exchange.getResponseHeaders().set("Location", path + "?" + signature(path));
        Answers.empty(exchange, 302);
    }

    void answer(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var match = BLOB.matcher(uri.getPath());
        if (!match.matches() || !signature(uri.getPath()).equals(uri.getRawQuery())) {
            Answers.error(exchange, 403, "DENIED", "The download's signature does not hold.");
            return;
        }
        var target = "/v2/" + match.group("repository") + "/blobs/" + match.group("digest");
        upstream.forward(exchange, target, location -> location);
    }

    private String signature(String path) {
        return "signature=" + Sha256.of((secret + path).getBytes(UTF_8)).substring("sha256:".length());
    }
}
