package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uploads that break off at targets which go on with them each in its own way, or not at all (decision 0013). */
class BrokenUploadIT extends HostilePair {
    private static final Blob LARGE = Blob.random(9, 20_000_000);
    private static final Manifest LARGE_IMAGE = Images.image(CONFIG, LARGE);

    BrokenUploadIT() throws IOException {}

    @BeforeAll
    void pushALargeImage() {
        try (var source = new Registry(sourceProcess.config())) {
            Images.push(source, "library/large", "v1", LARGE_IMAGE, CONFIG, LARGE);
        }
    }

    private void arrives(RegistryConfig targetConfig) {
        try (var source = new Registry(config(sourceFace));
                var target = new Registry(targetConfig)) {
            var order = new CopyOrder(
                    "library/large",
                    LARGE_IMAGE.digest(),
                    repository,
                    Optional.of("v1"),
                    TagGate.ALWAYS,
                    CopyListener.SILENT);
            assertInstanceOf(CopyResult.Copied.class, new Copier(source, target, CopyLimits.defaults()).copy(order));
        }
        assertTrue(targetHas(LARGE));
    }

    private long sendings(String method) {
        return targetFace.seen().stream()
                .filter(seen -> seen.method().equals(method)
                        && seen.path().contains("/blobs/uploads/")
                        && (method.equals("PATCH")
                                || seen.path().contains(LARGE.digest().hex())))
                .count();
    }

    private void cutTheFirst() {
        targetFace.first(1, "PUT", LARGE.digest().hex(), exchange -> {
            exchange.getRequestBody().readNBytes(8_000_000);
            exchange.close();
        });
    }

    /** Distribution 2.8 keeps what came of a broken upload, and takes nothing more to it. */
    @Test
    void registryThatLosesABrokenUploadIsSentChunksThatPass() throws IOException {
        try (var link = new CuttingLink(targetProcess.host(), 5_000_000)) {
            arrives(RegistryConfig.of(link.host()).withPlainHttp(true));
        }
    }

    /** As Google's. */
    @Test
    void registryThatTakesNoChunksIsSentTheWhole() {
        cutTheFirst();
        targetFace.on("PATCH", "/blobs/uploads/", Face.error(405, "UNSUPPORTED"));

        arrives(config(targetFace));

        assertEquals(1, sendings("PATCH"));
        assertEquals(2, sendings("PUT"));
    }

    @Test
    void registryThatToldTooMuchOfABrokenUploadIsSentTheWhole() {
        cutTheFirst();
        targetFace.on("GET", "/blobs/uploads/", Face.status(204, "Range", "0-7999999"));
        targetFace.rule(exchange -> {
            var rest = exchange.getRequestMethod().equals("PUT")
                    && "8000000-19999999".equals(exchange.getRequestHeaders().getFirst("Content-Range"));
            if (rest) {
                Face.error(400, "DIGEST_INVALID").to(exchange);
            }
            return rest;
        });

        arrives(config(targetFace));

        assertEquals(3, sendings("PUT"));
    }

    @Test
    void commitThatTakesLongerThanItsTimeIsWaitedForAndNotSentAgain() {
        var taken = new CompletableFuture<byte[]>();
        targetFace.on("PUT", LARGE.digest().hex(), exchange -> {
            taken.complete(exchange.getRequestBody().readAllBytes());
            waitForTheEnd();
        });
        commitAtTheFourthLook(taken);

        arrives(config(targetFace).withCommitTimeout(Duration.ofMillis(300)));

        assertEquals(1, sendings("PUT"));
        assertEquals(
                1,
                sourceFace
                        .requests("GET /v2/library/large/blobs/" + LARGE.digest())
                        .size(),
                "nor read again");
    }

    /** The first look is before anything is sent. */
    private void commitAtTheFourthLook(CompletableFuture<byte[]> taken) {
        var looks = new AtomicInteger();
        targetFace.rule(exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")
                    && exchange.getRequestURI().getPath().endsWith("/blobs/" + LARGE.digest())
                    && looks.incrementAndGet() == 4) {
                try (var direct = new Registry(targetProcess.config())) {
                    direct.putBlob(repository, LARGE.descriptor(), new ByteArrayInputStream(taken.join()));
                }
            }
            return false;
        });
    }
}
