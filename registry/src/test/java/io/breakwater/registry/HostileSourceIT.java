package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources that give the wrong bytes, or send us elsewhere for them. */
class HostileSourceIT extends HostilePair {
    HostileSourceIT() throws IOException {}

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

    /** Something comes all the time, but it would take hours. */
    @Test
    @Timeout(60)
    void blobThatDripsIsGivenUp() {
        sourceFace.on("GET", layerPath(), exchange -> {
            exchange.sendResponseHeaders(200, LAYER.bytes().length);
            for (var one : LAYER.bytes()) {
                exchange.getResponseBody().write(one);
                exchange.getResponseBody().flush();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });

        var impatient = config(sourceFace).withIdleTimeout(Duration.ofMillis(300));
        fails(RegistryFault.class, RegistryFault.TIMEOUT, impatient, config(targetFace));

        assertTrue(!targetHas(LAYER));
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
}
