package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Targets that take no bytes, keep others, or want them elsewhere; and lists that lead astray. */
class HostileTargetIT extends HostilePair {
    HostileTargetIT() throws IOException {}

    // ---- What the target does

    @Test
    void uploadOutsideV2OnTheSameHostCarriesTheCredential() {
        moveUploadsTo(targetFace, "/artifacts-uploads");
        targetFace.rule(exchange -> {
            if (!exchange.getRequestURI().getPath().startsWith("/artifacts-uploads/")) {
                return false;
            }
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                Face.status(401).to(exchange);
            } else {
                commitFor(exchange);
            }
            return true;
        });

        assertInstanceOf(CopyResult.Copied.class, copy());
    }

    @Test
    void uploadOnAnAllowedHostCarriesNoCredential() {
        moveUploadsTo(targetFace, "http://" + elsewhere.host() + "/session");
        elsewhere.on("PUT", "/session/", this::commitFor);

        var result = copy(config(sourceFace), config(targetFace).withRedirectHosts(Set.of(elsewhere.host())));

        assertInstanceOf(CopyResult.Copied.class, result);
        assertEquals(2, elsewhere.seen().size());
    }

    @Test
    void uploadOnAnyOtherHostIsRefused() {
        moveUploadsTo(targetFace, "http://" + elsewhere.host() + "/session");

        fails(RegistryFault.class, RegistryFault.HOST_REFUSED);

        assertEquals(List.of(), elsewhere.seen());
    }

    /** As Google does: the session lies somewhere else, with a query of its own. */
    private void moveUploadsTo(Face face, String place) {
        face.on(
                "POST",
                "/blobs/uploads/",
                Face.status(202, "Location", place + "/" + repository + "?_state=signed%2Fx"));
    }

    /** Stores what comes in at the real registry, as the host of the session would. */
    private void commitFor(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readAllBytes();
        var query = exchange.getRequestURI().getRawQuery();
        var blob = Blob.of(bytes);
        if (!query.equals("_state=signed%2Fx&digest=" + blob.digest().toString().replace(":", "%3A"))) {
            Face.status(400).to(exchange);
            return;
        }
        try (var direct = new Registry(targetProcess.config())) {
            direct.putBlob(repository, blob.descriptor(), new ByteArrayInputStream(bytes));
        }
        Face.status(201).to(exchange);
    }

    @Test
    void throttlingIsTheRegistrysFaultAndSaysHowLong() {
        targetFace.on(
                "POST",
                "/blobs/uploads/",
                Face.body(429, "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}", "Retry-After", "31"));

        // One blob at a time: a second request would be told what is left of the pause.
        var fault = assertThrows(
                RegistryFault.class,
                () -> copy(
                        config(sourceFace),
                        config(targetFace),
                        CopyLimits.defaults().withParallelBlobs(1)));

        assertEquals(RegistryFault.TOOMANYREQUESTS, fault.code());
        assertEquals(Optional.of(Duration.ofSeconds(31)), fault.retryAfter());
    }

    @Test
    void throttlingRegistryIsAskedAgainWhenItWantsToBe() {
        targetFace.first(3, "POST", "/blobs/uploads/", Face.status(429, "Retry-After", "1"));
        targetFace.first(1, "PUT", "/blobs/uploads/", Face.status(503, "Retry-After", "1"));

        assertInstanceOf(CopyResult.Copied.class, copy());
    }

    @Test
    void gateIsAskedAgainBeforeATagThatWasThrottledIsWritten() {
        targetFace.first(1, "PUT", "/manifests/", Face.status(429, "Retry-After", "1"));
        var asked = new AtomicInteger();
        TagGate once = () -> asked.incrementAndGet() == 1;
        try (var source = new Registry(config(sourceFace));
                var target = new Registry(config(targetFace))) {
            var order = new CopyOrder(
                    "library/app", IMAGE.digest(), repository, Optional.of("v1"), once, CopyListener.SILENT);

            var result = new Copier(source, target, CopyLimits.defaults()).copy(order);

            assertInstanceOf(CopyResult.Stopped.class, result);
            assertEquals(2, asked.get());
            assertEquals(
                    1,
                    targetFace.requests("PUT /v2/" + repository + "/manifests/").size());
        }
    }

    @Test
    void waitingForOurOwnTurnIsNotTheRegistrysDelay() throws ExecutionException, InterruptedException {
        targetFace.on("HEAD", "/manifests/", slowly(Duration.ofMillis(500)));
        var one = new Pace(1, 0, 0, List.of());
        try (var target = new Registry(
                        config(targetFace).withTimeout(Duration.ofSeconds(3)).withPace(one));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEquals(Optional.empty(), target.headManifest(repository, "v1"));
            var looks = Stream.<Callable<Optional<Descriptor>>>generate(
                            () -> () -> target.headManifest(repository, "v1"))
                    .limit(9)
                    .toList();

            for (var look : threads.invokeAll(looks)) {
                assertEquals(Optional.empty(), look.get());
            }
        }
    }

    private Face.Reply slowly(Duration delay) {
        return exchange -> {
            // The slowness that is shown, not a wait for something.
            LockSupport.parkNanos(delay.toNanos());
            Face.status(404, "Docker-Distribution-Api-Version", "registry/2.0").to(exchange);
        };
    }

    @Test
    void whileARegistryWantsToBeLeftAloneNothingIsSent() {
        targetFace.on("HEAD", "/manifests/", Face.status(429, "Retry-After", "60"));
        try (var target = new Registry(config(targetFace))) {
            assertThrows(RegistryFault.class, () -> target.headManifest(repository, "v1"));
            targetFace.forget();

            var fault = assertThrows(RegistryFault.class, () -> target.hasBlob(repository, LAYER.digest()));

            assertEquals(RegistryFault.TOOMANYREQUESTS, fault.code());
            assertTrue(fault.retryAfter().orElseThrow().compareTo(Duration.ofSeconds(50)) > 0);
            assertEquals(List.of(), targetFace.seen());
        }
    }

    @Test
    void lostUploadSessionIsTriedAgainLater() {
        targetFace.on("PUT", "/blobs/uploads/", Face.error(404, "BLOB_UPLOAD_UNKNOWN"));

        fails(RegistryFault.class, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void tokenThatRunsOutInTheMiddleOfAnUploadIsTriedAgainLater() {
        targetFace.on("PUT", "/blobs/uploads/", Face.status(401, "WWW-Authenticate", "Basic realm=\"x\""));

        fails(RegistryFault.class, "HTTP_401");
    }

    @Test
    void forbiddenPushIsAFaultOfTheArtifact() {
        targetFace.on("POST", "/blobs/uploads/", Face.error(403, "DENIED"));

        fails(ArtifactFault.class, "DENIED");
    }

    @Test
    void targetThatStoresSomethingElseIsCaught() {
        targetFace.on(
                "PUT",
                "/manifests/",
                Face.status(
                        201,
                        "Docker-Content-Digest",
                        Images.image(LAYER).digest().toString()));

        fails(ArtifactFault.class, ArtifactFault.DIGEST_MISMATCH);
    }

    @Test
    void targetThatOnlySaysItHasStoredIsCaught() {
        targetFace.on("PUT", "/manifests/", Face.status(201));

        fails(ArtifactFault.class, ArtifactFault.DIGEST_MISMATCH);
    }

    @Test
    void targetThatTakesNoBytesIsGivenUp() {
        var large = Blob.random(2, 20_000_000);
        targetFace.on("PUT", "/blobs/uploads/", exchange -> waitForTheEnd());
        try (var target = new Registry(config(targetFace).withIdleTimeout(Duration.ofMillis(300)))) {
            var fault = assertThrows(
                    RegistryFault.class,
                    () -> target.putBlob(repository, large.descriptor(), new ByteArrayInputStream(large.bytes())));
            assertEquals(RegistryFault.TIMEOUT, fault.code());
        }
    }

    @Test
    @Timeout(60)
    void targetThatTakesByteAfterByteIsGivenUp() {
        var large = Blob.random(2, 20_000_000);
        targetFace.on("PUT", "/blobs/uploads/", exchange -> {
            while (exchange.getRequestBody().read() >= 0) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });
        try (var target = new Registry(config(targetFace).withIdleTimeout(Duration.ofMillis(300)))) {
            var fault = assertThrows(
                    RegistryFault.class,
                    () -> target.putBlob(repository, large.descriptor(), new ByteArrayInputStream(large.bytes())));
            assertEquals(RegistryFault.TIMEOUT, fault.code());
        }
    }

    @Test
    void immutableTagThatHasTheDigestAlreadyIsNoFault() {
        assertInstanceOf(CopyResult.Copied.class, copy());
        makeTagImmutable();

        assertInstanceOf(CopyResult.AlreadyPresent.class, copy());

        assertEquals(
                1,
                targetFace.requests("PUT /v2/" + repository + "/manifests/v1").size(),
                "it was put and refused");
    }

    @Test
    void immutableTagWithAnotherDigestIsAFaultOfTheArtifact() {
        try (var target = new Registry(targetProcess.config())) {
            Images.push(target, repository, "v1", Images.image(CONFIG), CONFIG);
        }
        makeTagImmutable();

        assertEquals(
                "TAG_IMMUTABLE", assertThrows(ArtifactFault.class, this::copy).code());
    }

    /** Somebody else has set it since it was looked for, and it is nobody's to set again, to whatever digest. */
    private void makeTagImmutable() {
        targetFace.forget();
        targetFace.first(
                1, "HEAD", "/manifests/v1", Face.status(404, "Docker-Distribution-Api-Version", "registry/2.0"));
        targetFace.on("PUT", "/manifests/v1", Face.error(400, "TAG_IMMUTABLE"));
    }

    @Test
    void targetThatNeverAnswersIsGivenUp() {
        targetFace.on("HEAD", "/manifests/", exchange -> waitForTheEnd());

        fails(
                RegistryFault.class,
                RegistryFault.TIMEOUT,
                config(sourceFace),
                config(targetFace).withTimeout(Duration.ofMillis(500)));
    }

    @Test
    void brokenConnectionIsTriedOnceMoreForAGet() {
        sourceFace.first(1, "GET", "/manifests/", exchange -> exchange.sendResponseHeaders(200, 100));

        assertInstanceOf(CopyResult.Copied.class, copy());

        // Without login, broken, whole.
        assertEquals(3, sourceFace.requests("GET /v2/library/app/manifests/").size());
    }

    // ---- Lists

    @Test
    void pagesOfTagsAreFollowedOnTheSameHostOnly() {
        targetFace.on(
                "GET",
                "/tags/list?n=1000",
                Face.body(
                        200,
                        "{\"name\":\"x\",\"tags\":[\"a\",\"b\"]}",
                        "Link",
                        "</v2/x/tags/list?n=2&last=b>; rel=\"next\""));
        targetFace.on("GET", "last=b", Face.body(200, "{\"tags\":[\"b\",\"c\"]}"));
        try (var registry = new Registry(config(targetFace))) {
            assertEquals(List.of("a", "b", "c"), registry.listTags("x"));

            targetFace.on(
                    "GET",
                    "last=b",
                    Face.body(200, "{\"tags\":null}", "Link", "<http://" + elsewhere.host() + "/>; rel=\"next\""));
            assertEquals(
                    ArtifactFault.UNEXPECTED_ANSWER,
                    assertThrows(ArtifactFault.class, () -> registry.listTags("x"))
                            .code());
            assertEquals(List.of(), elsewhere.seen());

            targetFace.on(
                    "GET", "last=b", Face.body(200, "{\"tags\":[]}", "Link", "</v2/x/tags/list?n=1000>; rel=\"next\""));
            assertEquals(
                    ArtifactFault.UNEXPECTED_ANSWER,
                    assertThrows(ArtifactFault.class, () -> registry.listTags("x"))
                            .code());
        }
    }

    @Test
    void listThatIsNoneIsAFaultAndNotAnEmptyList() {
        try (var registry = new Registry(config(targetFace))) {
            for (var answer : List.of("<html>", "[]", "{\"tags\":[\"../x\"]}", "{\"tags\":[null]}", "")) {
                targetFace.on("GET", "/tags/list", Face.body(200, answer));
                assertThrows(ArtifactFault.class, () -> registry.listTags("x"), answer);
            }
        }
    }
}
