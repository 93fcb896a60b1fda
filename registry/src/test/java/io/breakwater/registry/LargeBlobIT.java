package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory does not grow with what is copied: a blob of more than 2 GiB goes through a JVM with 64 MiB of heap. */
class LargeBlobIT {
    private static final long SIZE = (2L << 30) + 1;

    /** {@code head -c 2147483649 /dev/zero | sha256sum} */
    private static final Digest DIGEST =
            Digest.parse("sha256:b8030a8ab89280935633d8d991da3d9907c0f12e8b6fc3bfc515f4d440872b6e");

    private static final byte[] ZEROS = new byte[1 << 20];

    private static void give(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, SIZE);
        try (var out = exchange.getResponseBody()) {
            for (long left = SIZE; left > 0; left -= ZEROS.length) {
                out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
            }
        }
    }

    private static long take(HttpExchange exchange) throws IOException {
        long taken = 0;
        var buffer = new byte[1 << 20];
        try (var in = exchange.getRequestBody()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                taken += count;
            }
        }
        exchange.sendResponseHeaders(201, -1);
        return taken;
    }

    @Test
    void blobOfMoreThanTwoGibibytesNeedsLittleMemory() throws Exception {
        var json = "{\"schemaVersion\":2,\"layers\":[" + Images.entry(Images.OCI_LAYER, DIGEST, SIZE) + "]}";
        var image = Manifest.of(json.getBytes(UTF_8), MediaType.OCI_MANIFEST);
        var taken = new AtomicLong();
        try (var source = Face.alone();
                var target = Face.alone()) {
            source.on("GET", "/manifests/", Face.manifest(image));
            source.on("GET", "/blobs/", LargeBlobIT::give);
            target.on("POST", "/blobs/uploads/", Face.status(202, "Location", "/session"));
            target.on("PUT", "/session", exchange -> taken.addAndGet(take(exchange)));
            target.on(
                    "PUT",
                    "/manifests/",
                    Face.status(201, "Docker-Content-Digest", image.digest().toString()));

            var said = run(
                    source.host().toString(),
                    target.host().toString(),
                    image.digest().toString());

            assertTrue(said.contains("bytesSent=" + (SIZE + image.size())), said);
            assertEquals(SIZE, taken.get());
        }
    }

    /** An answer that has no end, where one of at most some MiB belongs. */
    private static void giveEndlessly(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST.value());
        exchange.sendResponseHeaders(status, 0);
        for (int written = 0; written < 1_000; written++) {
            exchange.getResponseBody().write(ZEROS);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, it is longer than 8388608 bytes", "500, HTTP_500"})
    void endlessManifestOrErrorNeedsLittleMemory(int status, String saw) throws Exception {
        try (var source = Face.alone();
                var target = Face.alone()) {
            source.on("GET", "/manifests/", exchange -> giveEndlessly(exchange, status));

            var said = run(source.host().toString(), target.host().toString(), DIGEST.toString());

            assertTrue(said.contains(saw) && !said.contains("OutOfMemoryError"), said);
        }
    }

    @Test
    void endlessBlobNeedsLittleMemory() throws Exception {
        var promised = new byte[1_000_000];
        var json = "{\"schemaVersion\":2,\"layers\":["
                + Images.entry(Images.OCI_LAYER, Digest.ofSha256(promised), promised.length) + "]}";
        var image = Manifest.of(json.getBytes(UTF_8), MediaType.OCI_MANIFEST);
        try (var source = Face.alone();
                var target = Face.alone()) {
            source.on("GET", "/manifests/", Face.manifest(image));
            source.on("GET", "/blobs/", exchange -> giveEndlessly(exchange, 200));
            target.on("POST", "/blobs/uploads/", Face.status(202, "Location", "/session"));
            target.on("PUT", "/session", LargeBlobIT::take);

            var said = run(
                    source.host().toString(),
                    target.host().toString(),
                    image.digest().toString());

            assertTrue(
                    said.contains("it is longer than its size of 1000000 bytes") && !said.contains("OutOfMemoryError"),
                    said);
        }
    }

    /** Each is as long as a manifest is by right, and together they are more than the heap. */
    @Test
    void manyLargeReferrersNeedLittleMemory() throws Exception {
        var image = Manifest.of("{\"schemaVersion\":2,\"layers\":[]}".getBytes(UTF_8), MediaType.OCI_MANIFEST);
        var manifests = new LinkedHashMap<String, Manifest>();
        IntStream.range(0, 50)
                .mapToObj(number -> largeReferrer(image, number))
                .forEach(referrer -> manifests.put(referrer.digest().toString(), referrer));
        var list = Images.index(manifests.values().toArray(Manifest[]::new));
        manifests.put(image.digest().toString(), image);
        manifests.put(ReferrersIndex.tag(image.digest()), list);
        try (var source = Face.alone();
                var target = Face.alone()) {
            source.rule(exchange -> {
                var manifest = manifests.get(last(exchange));
                if (manifest == null) {
                    return false;
                }
                Face.body(
                                200,
                                manifest.bytes(),
                                "Content-Type",
                                manifest.mediaType().value())
                        .to(exchange);
                return true;
            });
            target.on("PUT", "/manifests/", exchange -> {
                var stored = Digest.ofSha256(exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().add("Docker-Content-Digest", stored.toString());
                exchange.sendResponseHeaders(201, -1);
            });

            var said = run(
                    source.host().toString(),
                    target.host().toString(),
                    image.digest().toString(),
                    "with referrers");

            assertTrue(said.contains("referrers=50"), said);
        }
    }

    private static Manifest largeReferrer(Manifest subject, int number) {
        var json = "{\"schemaVersion\":2,\"artifactType\":\"application/x.number-" + number + "\",\"layers\":[],"
                + "\"subject\":" + Images.entry(subject) + " ".repeat(2 << 20) + "}";
        return Manifest.of(json.getBytes(UTF_8), MediaType.OCI_MANIFEST);
    }

    private static String last(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String run(String... arguments) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ProcessBuilder(
                        java, "-Xmx64m", "-cp", System.getProperty("java.class.path"), LargeBlobCopy.class.getName())
                .redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        var process = command.start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), UTF_8);
        } finally {
            process.destroy();
        }
    }
}
