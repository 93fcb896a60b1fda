package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Registries that lie, break or lead astray, in front of real ones. Both ask for a password that no other host may see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
    private static final String PASSWORD = "canary-password-7f3a";
    private static final Blob CONFIG = Blob.of("{}");
    private static final Blob LAYER = Blob.random(1, 300_000);
    private static final Manifest IMAGE = Images.image(CONFIG, LAYER);

    private final RegistryProcess sourceProcess = new RegistryProcess();
    private final RegistryProcess targetProcess = new RegistryProcess();
    private final CountDownLatch end = new CountDownLatch(1);
    private Face sourceFace = Face.alone();
    private Face targetFace = Face.alone();
    private Face elsewhere = Face.alone();
    private String repository = "";
    private int tests;

    HostileIT() throws IOException {}

    @BeforeAll
    void pushAnImage() {
        try (var source = new Registry(sourceProcess.config())) {
            Images.push(source, "library/app", "v1", IMAGE, CONFIG, LAYER);
        }
    }

    @BeforeEach
    void start() throws IOException {
        closeFaces();
        sourceFace = guarded(Face.of(sourceProcess));
        targetFace = guarded(Face.of(targetProcess));
        elsewhere = Face.alone();
        repository = "standby/app" + tests++;
    }

    private static Face guarded(Face face) {
        return face.rule(exchange -> {
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                return false;
            }
            Face.status(401, "WWW-Authenticate", "Basic realm=\"registry\"").to(exchange);
            return true;
        });
    }

    /** No header of any request elsewhere holds a credential. */
    @AfterEach
    void nothingLeaked() {
        for (var seen : elsewhere.seen()) {
            for (var name : List.of("Authorization", "Cookie", "Proxy-authorization")) {
                assertTrue(!seen.headers().containsKey(name), () -> name + " was sent to another host: " + seen);
            }
        }
    }

    @AfterAll
    void close() {
        end.countDown();
        closeFaces();
        sourceProcess.close();
        targetProcess.close();
    }

    private void closeFaces() {
        sourceFace.close();
        targetFace.close();
        elsewhere.close();
    }

    private RegistryConfig config(Face face) {
        return face.config().withCredentials(CredentialSource.fixed("robot", Secret.of(PASSWORD)));
    }

    private CopyResult copy() {
        return copy(config(sourceFace), config(targetFace));
    }

    private CopyResult copy(RegistryConfig sourceConfig, RegistryConfig targetConfig) {
        try (var source = new Registry(sourceConfig);
                var target = new Registry(targetConfig)) {
            var order = new CopyOrder(
                    "library/app", IMAGE.digest(), repository, Optional.of("v1"), TagGate.ALWAYS, CopyListener.SILENT);
            return new Copier(source, target, CopyLimits.defaults()).copy(order);
        }
    }

    private <T extends RegistryException> void fails(Class<T> type, String code) {
        fails(type, code, config(sourceFace), config(targetFace));
    }

    /** The copy fails so, its message shows no secret, and there is no tag at the target. */
    private <T extends RegistryException> void fails(
            Class<T> type, String code, RegistryConfig source, RegistryConfig target) {
        var fault = assertThrows(type, () -> copy(source, target));
        assertEquals(code, fault.code(), fault::toString);
        assertTrue(!fault.toString().contains(PASSWORD));
        assertEquals(
                404, targetProcess.get("/v2/" + repository + "/manifests/v1").statusCode());
    }

    private boolean targetHas(Blob blob) {
        return targetProcess
                        .get("/v2/" + repository + "/blobs/" + blob.digest())
                        .statusCode()
                == 200;
    }

    private static String layerPath() {
        return "/blobs/" + LAYER.digest();
    }

    // ---- What the source gives

    @Test
    void wrongByteInABlobNeverReachesTheTarget() {
        var wrong = LAYER.bytes().clone();
        wrong[150_000] ^= 1;
        sourceFace.on("GET", layerPath(), Face.body(200, wrong));

        fails(ArtifactFault.class, ArtifactFault.DIGEST_MISMATCH);

        assertTrue(!targetHas(LAYER) && !targetHas(Blob.of(wrong)));
    }

    @Test
    void blobOfAnotherLengthIsNoticedBeforeAnythingIsSent() {
        sourceFace.on("GET", layerPath(), Face.body(200, "short"));

        fails(ArtifactFault.class, ArtifactFault.SIZE_MISMATCH);

        assertTrue(!targetHas(LAYER));
    }

    @Test
    void endlessBlobIsCutAtItsSize() {
        sourceFace.on("GET", layerPath(), exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(LAYER.bytes());
            exchange.getResponseBody().write(LAYER.bytes());
        });

        fails(ArtifactFault.class, ArtifactFault.SIZE_MISMATCH);

        assertTrue(!targetHas(LAYER));
    }

    @Test
    void blobThatBreaksOffIsTheRegistrysFault() {
        sourceFace.on("GET", layerPath(), exchange -> {
            exchange.sendResponseHeaders(200, LAYER.bytes().length);
            exchange.getResponseBody().write(LAYER.bytes(), 0, 100_000);
        });

        fails(RegistryFault.class, RegistryFault.CONNECTION_LOST);

        assertTrue(!targetHas(LAYER));
    }

    @Test
    void blobThatStandsStillIsGivenUp() {
        sourceFace.on("GET", layerPath(), exchange -> {
            exchange.sendResponseHeaders(200, LAYER.bytes().length);
            exchange.getResponseBody().write(LAYER.bytes(), 0, 100_000);
            exchange.getResponseBody().flush();
            waitForTheEnd();
        });

        var impatient = config(sourceFace).withIdleTimeout(Duration.ofMillis(300));
        fails(RegistryFault.class, RegistryFault.TIMEOUT, impatient, config(targetFace));

        assertTrue(!targetHas(LAYER));
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void otherManifestForADigestIsRefused() {
        var other = Images.image(CONFIG);
        sourceFace.on(
                "GET",
                "/manifests/",
                Face.body(
                        200,
                        other.bytes(),
                        "Content-Type",
                        other.mediaType().value(),
                        "Docker-Content-Digest",
                        IMAGE.digest().toString()));

        fails(ArtifactFault.class, ArtifactFault.DIGEST_MISMATCH);
    }

    @Test
    void rightBytesUnderAnotherTypeAreRefused() {
        sourceFace.on("GET", "/manifests/", Face.body(200, IMAGE.bytes(), "Content-Type", MediaType.OCI_INDEX.value()));

        fails(ArtifactFault.class, ArtifactFault.MANIFEST_INVALID);
    }

    @Test
    void webPageIsNoManifest() {
        sourceFace.on("GET", "/manifests/", Face.body(200, "<html>Welcome</html>", "Content-Type", "text/html"));

        fails(ArtifactFault.class, ArtifactFault.MANIFEST_INVALID);
    }

    @Test
    void hugeManifestIsRefused() {
        sourceFace.on("GET", "/manifests/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST.value());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[Manifest.LONGEST + 1]);
        });

        fails(ArtifactFault.class, ArtifactFault.TOO_LARGE);
    }

    @Test
    void policyOfTheSourceIsAFaultOfTheArtifact() {
        sourceFace.on("GET", "/manifests/", Face.error(412, "PROJECTPOLICYVIOLATION"));

        fails(ArtifactFault.class, "PROJECTPOLICYVIOLATION");
    }

    // ---- Where the source leads us

    @Test
    void redirectToAnAllowedHostIsFollowedWithoutTheCredential() {
        sourceFace.on("GET", layerPath(), Face.status(307, "Location", "http://" + elsewhere.host() + "/bucket?sig=x"));
        elsewhere.on("GET", "/bucket?sig=x", Face.body(200, LAYER.bytes()));

        var result = copy(config(sourceFace).withRedirectHosts(Set.of(elsewhere.host())), config(targetFace));

        assertInstanceOf(CopyResult.Copied.class, result);
        assertEquals(1, elsewhere.seen().size());
    }

    @Test
    void redirectToAnyOtherHostIsRefused() {
        sourceFace.on("GET", layerPath(), Face.status(307, "Location", "http://" + elsewhere.host() + "/bucket?sig=x"));

        fails(RegistryFault.class, RegistryFault.HOST_REFUSED);

        assertEquals(List.of(), elsewhere.seen());
    }

    @Test
    void redirectToTheMachineItselfByAnotherNameIsRefused() {
        for (var location :
                List.of("http://169.254.169.254/latest", "http://localhost:" + port(), "file:///etc/passwd")) {
            sourceFace.on("GET", layerPath(), Face.status(302, "Location", location));
            fails(RegistryFault.class, RegistryFault.HOST_REFUSED);
        }
    }

    private int port() {
        return sourceFace.host().port().orElseThrow();
    }

    @Test
    void challengeOfARedirectHostIsNotAnswered() {
        sourceFace.on("GET", layerPath(), Face.status(307, "Location", "http://" + elsewhere.host() + "/bucket"));
        elsewhere.on("GET", "/bucket", Face.status(401, "WWW-Authenticate", "Basic realm=\"give\""));

        fails(
                RegistryFault.class,
                "HTTP_401",
                config(sourceFace).withRedirectHosts(Set.of(elsewhere.host())),
                config(targetFace));
        assertEquals(1, elsewhere.seen().size());
    }

    @Test
    void redirectBackBringsNoCredentialWithIt() {
        sourceFace.on("GET", layerPath(), Face.status(307, "Location", "http://" + elsewhere.host() + "/there"));
        elsewhere.on("GET", "/there", Face.status(307, "Location", "http://" + sourceFace.host() + "/back"));
        sourceFace.rule(exchange -> {
            if (!exchange.getRequestURI().getPath().equals("/back")) {
                return false;
            }
            var clean = !exchange.getRequestHeaders().containsKey("Authorization");
            (clean ? Face.body(200, LAYER.bytes()) : Face.status(500)).to(exchange);
            return true;
        });

        var result = copy(config(sourceFace).withRedirectHosts(Set.of(elsewhere.host())), config(targetFace));

        assertInstanceOf(CopyResult.Copied.class, result);
    }

    @Test
    void redirectsInACircleEnd() {
        sourceFace.on("GET", layerPath(), Face.status(307, "Location", "/v2/library/app" + layerPath()));

        fails(RegistryFault.class, "REDIRECT_LOOP");

        assertEquals(6, sourceFace.requests("GET /v2/library/app" + layerPath()).size());
    }

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
                Face.body(429, "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}", "Retry-After", "17"));

        var fault = assertThrows(RegistryFault.class, this::copy);

        assertEquals(RegistryFault.TOOMANYREQUESTS, fault.code());
        assertEquals(Optional.of(Duration.ofSeconds(17)), fault.retryAfter());
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
