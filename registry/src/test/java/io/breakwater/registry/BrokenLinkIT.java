package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A large layer over a link that cuts again and again. 200 MB, cut every 5; the whole thing is 20 GB, cut every 500 MB:
 * {@code -Dbreakwater.link.bytes=20000000000 -Dbreakwater.link.cut=500000000}. Nothing of it lies anywhere.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class BrokenLinkIT {
    private static final long SIZE = Long.getLong("breakwater.link.bytes", 200_000_000);
    private static final long CUT = Long.getLong("breakwater.link.cut", 5_000_000);

    private final GeneratedBlob layer = new GeneratedBlob(SIZE);
    private final Digest digest = layer.digest();
    private final Manifest image = Manifest.of(
            ("{\"schemaVersion\":2,\"layers\":[" + Images.entry(Images.OCI_LAYER, digest, SIZE) + "]}").getBytes(UTF_8),
            MediaType.OCI_MANIFEST);
    private final Face source = Face.alone();
    private final Face target = Face.alone();
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final MessageDigest stored = GeneratedBlob.hash();
    private volatile boolean committed;

    BrokenLinkIT() throws IOException {}

    @BeforeEach
    void start() {
        source.on(
                "GET",
                "/manifests/",
                Face.body(200, image.bytes(), "Content-Type", image.mediaType().value()));
        source.on("GET", "/blobs/", exchange -> give(exchange, SIZE));
        target.on("POST", "/blobs/uploads/", Face.status(202, "Location", "/session"));
        target.on("PUT", "/session", exchange -> take(exchange, SIZE));
        target.on(
                "HEAD",
                "/blobs/",
                exchange -> Face.status(committed ? 200 : 404, "Docker-Distribution-Api-Version", "registry/2.0")
                        .to(exchange));
        target.on("GET", "/session", this::tell);
        target.on(
                "PUT",
                "/manifests/",
                Face.status(201, "Docker-Content-Digest", image.digest().toString()));
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    /** At most {@code most} bytes, from where it is asked for. */
    private void give(HttpExchange exchange, long most) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Range");
        var from = range == null ? 0 : Long.parseLong(range.replaceAll("\\D", ""));
        if (range != null) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, SIZE - from);
        var count = Math.min(most, SIZE - from);
        given.addAndGet(count);
        layer.write(from, count, exchange.getResponseBody());
        // Otherwise the end of it may stay in a buffer of the server's.
        exchange.getResponseBody().flush();
    }

    /** At most {@code most} bytes; a rest must begin where the last one broke off. */
    private void take(HttpExchange exchange, long most) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Content-Range");
        if (range == null ? taken.get() > 0 : !range.equals(taken + "-" + (SIZE - 1))) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        taken.addAndGet(GeneratedBlob.read(exchange.getRequestBody(), most, stored));
        if (taken.get() == SIZE) {
            committed = GeneratedBlob.digest(stored).equals(digest);
            exchange.sendResponseHeaders(committed ? 201 : 400, -1);
        }
    }

    private void tell(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, taken.get() - 1));
        exchange.getResponseHeaders().set("Location", "/session?_state=" + taken);
        exchange.sendResponseHeaders(204, -1);
    }

    private CopyResult copy() {
        try (var from = new Registry(source.config());
                var to = new Registry(target.config())) {
            var order = new CopyOrder(
                    "large", image.digest(), "large", Optional.of("v1"), TagGate.ALWAYS, CopyListener.SILENT);
            return new Copier(from, to, CopyLimits.defaults()).copy(order);
        }
    }

    @Test
    void layerArrivesThoughTheSourceCutsAgainAndAgain() {
        source.on("GET", "/blobs/", exchange -> give(exchange, CUT));

        assertInstanceOf(CopyResult.Copied.class, copy());

        assertTrue(committed);
        assertEquals(SIZE, given.get(), "no byte is given twice");
        assertEquals(1, target.requests("PUT /session").size(), "the upload goes on");
    }

    @Test
    void layerArrivesThoughTheTargetCutsAgainAndAgain() {
        target.on("PUT", "/session", exchange -> take(exchange, CUT));

        var report = assertInstanceOf(CopyResult.Copied.class, copy()).report();

        assertTrue(committed);
        assertTrue(report.bytesRead() > report.bytesSent(), "what is read again and not sent again counts too");
        assertEquals(SIZE, taken.get(), "no byte is taken twice");
        assertEquals(
                (SIZE + CUT - 1) / CUT,
                target.requests("PUT /session").size(),
                "each sending begins where the last ended");
    }
}
