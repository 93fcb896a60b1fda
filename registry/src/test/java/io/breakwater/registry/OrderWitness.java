package io.breakwater.registry;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.testkit.face.FaceServer;
import io.breakwater.testkit.face.Upstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Stands before a target and looks, at each manifest that is pushed, whether all that it names is there already
 * (invariant 3). A registry would refuse one that comes too early, and the copy mend it by a second push, so that neither
 * its end nor a {@link Poller} tells. Not for copies that move a tag: they ask for missing blobs by pushing the manifest.
 */
final class OrderWitness implements AutoCloseable {
    private final URI target;
    private final Upstream upstream;
    private final FaceServer server;
    private final AtomicInteger pushed = new AtomicInteger();
    private final Queue<String> early = new ConcurrentLinkedQueue<>();

    OrderWitness(URI target) {
        this.target = target;
        this.upstream = new Upstream(target);
        this.server = new FaceServer("order-witness", 0, this::handle);
    }

    URI url() {
        return server.url();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var manifests = path.lastIndexOf("/manifests/");
            if (exchange.getRequestMethod().equals("PUT") && manifests >= 0) {
                var body = exchange.getRequestBody().readAllBytes();
                exchange.setStreams(new ByteArrayInputStream(body), null);
                var type = MediaType.parse(exchange.getRequestHeaders().getFirst("Content-Type"));
                look(path, path.substring(0, manifests), Manifest.of(body, type));
            }
            upstream.forward(exchange);
        }
    }

    private void look(String path, String repository, Manifest manifest) {
        pushed.incrementAndGet();
        Stream.concat(
                        manifest.children().stream().map(child -> repository + "/manifests/" + child.digest()),
                        manifest.blobs().stream()
                                .filter(Predicate.not(Descriptor::foreign))
                                .map(blob -> repository + "/blobs/" + blob.digest()))
                .filter(named -> Poller.head(target.resolve(named)) != 200)
                .forEach(missing -> early.add(path + " came before " + missing));
    }

    int pushed() {
        return pushed.get();
    }

    /** What came too early. */
    List<String> early() {
        return List.copyOf(early);
    }

    @Override
    public void close() {
        server.close();
        upstream.close();
    }
}
