package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interrupt ends a copy at whatever it waits for, with all its transfers. */
class CopyInterruptIT {
    private static final Blob CONFIG = Blob.of("{}");
    private static final Blob LAYER = Blob.random(1, 20_000_000);

    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final RegistryProcess sourceProcess = new RegistryProcess();
    private final RegistryProcess targetProcess = new RegistryProcess();
    private final Face sourceFace = Face.of(sourceProcess);
    private final Face targetFace = Face.of(targetProcess);

    CopyInterruptIT() throws IOException {}

    @BeforeEach
    void pushAnImage() {
        try (var source = new Registry(sourceProcess.config())) {
            Images.push(source, "library/app", "v1", Images.image(CONFIG, LAYER), CONFIG, LAYER);
        }
    }

    @AfterEach
    void close() {
        end.countDown();
        sourceFace.close();
        targetFace.close();
        sourceProcess.close();
        targetProcess.close();
    }

    private void waitForTheEnd() {
        waiting.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void interruptEndsTheCopy(TagGate gate) throws InterruptedException {
        try (var source = new Registry(sourceFace.config());
                var target = new Registry(targetFace.config())) {
            var order = new CopyOrder(
                    "library/app",
                    Images.image(CONFIG, LAYER).digest(),
                    "library/app",
                    Optional.of("v1"),
                    gate,
                    CopyListener.SILENT);
            var thrown = new AtomicReference<@Nullable Throwable>();
            var stillInterrupted = new AtomicReference<>(false);
            var worker = Thread.ofVirtual().start(() -> {
                try {
                    new Copier(source, target, CopyLimits.defaults()).copy(order);
                } catch (RuntimeException e) {
                    thrown.set(e);
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            waiting.await();

            worker.interrupt();
            worker.join();

            assertInstanceOf(CancellationException.class, thrown.get());
            assertTrue(stillInterrupted.get());
            var before = source.requests() + target.requests();
            assertFalse(target.headManifest("library/app", "v1").isPresent());
            assertEquals(before + 1, source.requests() + target.requests());
            assertEquals(List.of(), targetFace.requests("PUT /v2/library/app/manifests/"));
        }
    }

    @Test
    void whileTheSourceGivesNoManifest() throws InterruptedException {
        sourceFace.on("GET", "/manifests/", exchange -> waitForTheEnd());
        interruptEndsTheCopy(TagGate.ALWAYS);
    }

    @Test
    void whileABlobStandsStillAtTheSource() throws InterruptedException {
        sourceFace.on("GET", "/blobs/" + LAYER.digest(), exchange -> {
            exchange.sendResponseHeaders(200, LAYER.bytes().length);
            exchange.getResponseBody().write(LAYER.bytes(), 0, 1_000_000);
            exchange.getResponseBody().flush();
            waitForTheEnd();
        });
        interruptEndsTheCopy(TagGate.ALWAYS);
    }

    @Test
    void whileTheTargetTakesNoBytes() throws InterruptedException {
        targetFace.on("PUT", LAYER.digest().hex(), exchange -> waitForTheEnd());
        interruptEndsTheCopy(TagGate.ALWAYS);
    }

    @Test
    void whileTheTargetDoesNotAnswerAHead() throws InterruptedException {
        // Otherwise a mount asks whether the layer is there.
        targetFace.on("POST", "?mount=", targetFace.withoutQuery());
        targetFace.on("HEAD", "/blobs/", exchange -> waitForTheEnd());
        interruptEndsTheCopy(TagGate.ALWAYS);
    }

    @Test
    void interruptAtTheGateComesBeforeTheTag() throws InterruptedException {
        interruptEndsTheCopy(() -> {
            waitForTheEnd();
            return true;
        });
    }
}
