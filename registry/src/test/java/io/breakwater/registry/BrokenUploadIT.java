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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** 0: the connection is closed. */
    @ParameterizedTest
    @CsvSource({
        "416, RANGE_INVALID",
        "500, UNKNOWN",
        "501, UNSUPPORTED",
        "404, BLOB_UPLOAD_UNKNOWN",
        "503, UNAVAILABLE",
        "0, ''"
    })
    void registryThatRefusesChunksInAnotherWayIsSentTheWhole(int status, String code) {
        cutTheFirst();
        targetFace.on(
                "PATCH",
                "/blobs/uploads/",
                status == 0
                        ? exchange -> {
                            exchange.getRequestBody().readAllBytes();
                            exchange.close();
                        }
                        : Face.error(status, code));

        arrives(config(targetFace));

        assertEquals(1, sendings("PATCH"));
        assertEquals(2, sendings("PUT"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429, 500, 503})
    void answerThatIsNoBrokenLineIsNoReasonForChunks(int status) {
        targetFace.first(1, "PUT", LARGE.digest().hex(), Face.status(status));

        arrives(config(targetFace));

        assertEquals(0, sendings("PATCH"));
        assertEquals(2, sendings("PUT"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501})
    void laterChunkThatFailsIsSentAgainAndNotTheFirst(int status) {
        cutTheFirst();
        var chunks = new AtomicInteger();
        targetFace.rule(exchange -> {
            var second = exchange.getRequestMethod().equals("PATCH") && chunks.incrementAndGet() == 2;
            if (second) {
                Face.status(status).to(exchange);
            }
            return second;
        });

        arrives(config(targetFace));

        assertEquals(1, chunksFromTheStart());
        assertTrue(chunks.get() > 2, "it goes on in chunks");
        assertEquals(List.of(), targetFace.requests("DELETE "));
        assertEquals(2, sendings("PUT"), "the one that was cut, and the rest after the chunks");
    }

    private long chunksFromTheStart() {
        return targetFace.seen().stream()
                .filter(seen -> seen.method().equals("PATCH")
                        && seen.headers()
                                .getOrDefault("Content-range", List.of(""))
                                .getFirst()
                                .startsWith("0-"))
                .count();
    }

    @Test
    void oddWordOnTheShortestChunkIsPassedOver() {
        cutTheFirst();
        targetFace.rule(exchange -> {
            exchange.getResponseHeaders().set("OCI-Chunk-Min-Length", "a few");
            return false;
        });

        arrives(config(targetFace));

        assertTrue(sendings("PATCH") > 0);
    }

    /** The line is down for a while, then what stands before the target answers in its place. */
    @Test
    void targetThatIsAwayAfterABreakIsAskedUntilItIsBack() {
        var looks = new AtomicInteger();
        targetFace.first(1, "PUT", LARGE.digest().hex(), exchange -> {
            exchange.getRequestBody().readNBytes(8_000_000);
            targetFace.on("HEAD", "/blobs/" + LARGE.digest(), head -> {
                switch (looks.incrementAndGet()) {
                    case 1 -> waitForTheEnd();
                    case 2 -> Face.status(500).to(head);
                    case 3, 4 -> Face.status(502).to(head);
                    default ->
                        Face.status(404, "Docker-Distribution-Api-Version", "registry/2.0")
                                .to(head);
                }
            });
            exchange.close();
        });

        arrives(config(targetFace).withTimeout(Duration.ofSeconds(10)));

        assertEquals(5, looks.get());
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
            try {
                taken.complete(exchange.getRequestBody().readAllBytes());
            } catch (IOException cut) {
                taken.completeExceptionally(cut);
                throw cut;
            }
            waitForTheEnd();
        });
        commitAtTheThirdLook(taken);

        // A time that is shorter than the one before it is noticed only when that is over.
        var five = Duration.ofSeconds(5);
        arrives(config(targetFace).withIdleTimeout(five).withCommitTimeout(five));

        assertEquals(1, sendings("PUT"));
        assertEquals(
                1,
                sourceFace
                        .requests("GET /v2/library/large/blobs/" + LARGE.digest())
                        .size(),
                "nor read again");
    }

    /** Of those after all is sent. */
    private void commitAtTheThirdLook(CompletableFuture<byte[]> taken) {
        var looks = new AtomicInteger();
        targetFace.rule(exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")
                    && exchange.getRequestURI().getPath().endsWith("/blobs/" + LARGE.digest())
                    && taken.isDone()
                    && looks.incrementAndGet() == 3) {
                try (var direct = new Registry(targetProcess.config())) {
                    direct.putBlob(repository, LARGE.descriptor(), new ByteArrayInputStream(taken.join()));
                }
            }
            return false;
        });
    }
}
