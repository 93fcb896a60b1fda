package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * What the launcher runs to fill the AOT cache: a few copies of one small image, with a server in this process that answers
 * as a registry would. So what a copy loads is in the cache, and what it runs most is known to the compiler.
 */
final class Rehearsal {
    private static final int COPIES = 30;
    private static final byte[] LAYER = new byte[300_000];
    private static final Manifest IMAGE = image();

    private Rehearsal() {}

    private static Manifest image() {
        var layer = "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + Digest.ofSha256(LAYER)
                + "\",\"size\":" + LAYER.length + "}";
        return Manifest.of(
                ("{\"schemaVersion\":2,\"layers\":[" + layer + "]}").getBytes(UTF_8), MediaType.OCI_MANIFEST);
    }

    /** @throws IllegalStateException if a copy did not end well: what it loads then is not what a copy loads */
    public static void main(String[] arguments) throws IOException {
        // Otherwise each answer waits for the acknowledgement of the one before it, which takes 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", Rehearsal::answer);
            server.start();
            var host = "127.0.0.1:" + server.getAddress().getPort();
            for (int copy = 0; copy < COPIES; copy++) {
                rehearse("copy", host + "/a/b:c", host + "/copy" + copy + "/b");
            }
        } finally {
            server.stop(0);
        }
    }

    static void rehearse(String... command) {
        var nowhere = new PrintWriter(PrintWriter.nullWriter());
        var said = new StringWriter();
        var code = Main.run(nowhere, new PrintWriter(said), command);
        if (code != ExitCode.DONE) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code + ": " + said);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath();
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    if (path.contains("/manifests/")) {
                        tellDigest(exchange);
                        exchange.getResponseHeaders()
                                .add("Content-Type", IMAGE.mediaType().value());
                    }
                    give(exchange, path.contains("/manifests/") ? IMAGE.bytes() : LAYER);
                }
                case "POST" -> {
                    exchange.getResponseHeaders().add("Location", path + "1");
                    exchange.sendResponseHeaders(202, -1);
                }
                case "PUT" -> {
                    if (path.contains("/manifests/")) {
                        tellDigest(exchange);
                    }
                    exchange.sendResponseHeaders(201, -1);
                }
                default -> {
                    exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
                    exchange.sendResponseHeaders(404, -1);
                }
            }
        }
    }

    private static void give(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void tellDigest(HttpExchange exchange) {
        exchange.getResponseHeaders()
                .add("Docker-Content-Digest", IMAGE.digest().toString());
    }
}
