package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Two real registries behind faces that can be made to lie, break or lead astray. Both ask for a password that no other host
 * may see.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostilePair {
    private static final String PASSWORD = "canary-password-7f3a";
    static final Blob CONFIG = Blob.of("{}");
    static final Blob LAYER = Blob.random(1, 300_000);
    static final Manifest IMAGE = Images.image(CONFIG, LAYER);

    final RegistryProcess sourceProcess = new RegistryProcess();
    final RegistryProcess targetProcess = new RegistryProcess();
    private final CountDownLatch end = new CountDownLatch(1);
    Face sourceFace = Face.alone();
    Face targetFace = Face.alone();
    Face elsewhere = Face.alone();
    String repository = "";
    private int tests;

    HostilePair() throws IOException {}

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

    RegistryConfig config(Face face) {
        return face.config().withCredentials(CredentialSource.fixed("robot", Secret.of(PASSWORD)));
    }

    CopyResult copy() {
        return copy(config(sourceFace), config(targetFace));
    }

    CopyResult copy(RegistryConfig sourceConfig, RegistryConfig targetConfig) {
        return copy(sourceConfig, targetConfig, CopyLimits.defaults());
    }

    CopyResult copy(RegistryConfig sourceConfig, RegistryConfig targetConfig, CopyLimits limits) {
        try (var source = new Registry(sourceConfig);
                var target = new Registry(targetConfig)) {
            var order = new CopyOrder(
                    "library/app", IMAGE.digest(), repository, Optional.of("v1"), TagGate.ALWAYS, CopyListener.SILENT);
            return new Copier(source, target, limits).copy(order);
        }
    }

    <T extends RegistryException> void fails(Class<T> type, String code) {
        fails(type, code, config(sourceFace), config(targetFace));
    }

    /** The copy fails so, its message shows no secret, and there is no tag at the target. */
    <T extends RegistryException> void fails(Class<T> type, String code, RegistryConfig source, RegistryConfig target) {
        var fault = assertThrows(type, () -> copy(source, target));
        assertEquals(code, fault.code(), fault::toString);
        assertTrue(!fault.toString().contains(PASSWORD));
        assertEquals(
                404, targetProcess.get("/v2/" + repository + "/manifests/v1").statusCode());
    }

    boolean targetHas(Blob blob) {
        return targetProcess
                        .get("/v2/" + repository + "/blobs/" + blob.digest())
                        .statusCode()
                == 200;
    }

    static String layerPath() {
        return "/blobs/" + LAYER.digest();
    }

    void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
