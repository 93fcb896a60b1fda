package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.ImageName;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delete that something comes in the way of, between two real registries. */
class ImageDeletionIT {
    @TempDir
    static Path directory;

    private static RegistryProcess primaryProcess;
    private static RegistryProcess standbyProcess;
    private static Front front;
    private static Registry primary;
    private static Registry standby;
    private static Copier copier;

    @BeforeAll
    static void start() {
        primaryProcess = RegistryProcess.start(directory.resolve("primary"));
        standbyProcess = RegistryProcess.start(directory.resolve("standby"));
        front = new Front(standbyProcess);
        primary = new Registry(Settings.plain(primaryProcess.host()));
        standby = new Registry(Settings.plain(front.host()));
        copier = new Copier(primary, standby, CopyLimits.defaults());
    }

    @AfterAll
    static void stop() {
        standby.close();
        primary.close();
        front.close();
        standbyProcess.close();
        primaryProcess.close();
    }

    @AfterEach
    void letGo() {
        front.letGo();
    }

    /** The first yes lets it begin; what counts is the answer at the moment of writing. */
    @Test
    void nothingIsDeletedOnceWeMayNotWriteAnyMore() {
        var image = copied("stopped", 1);
        takenFromPrimary("stopped", image);
        var asked = new AtomicInteger();

        var result =
                deletion().run(delete("stopped", image), () -> asked.incrementAndGet() == 1, () -> true, new Trace());

        assertInstanceOf(ImageDeletion.Result.Stopped.class, result);
        assertTrue(asked.get() > 1, "asked once only");
        assertTrue(isAtStandby("stopped", "v1"));
    }

    /** Otherwise the next copy would believe for a minute that the tag is there. */
    @Test
    void aDeleteWhoseAnswerIsLostIsForgottenAllTheSame() {
        var image = copied("lost", 2);
        takenFromPrimary("lost", image);
        front.after(exchange -> {
            var isOfManifest = exchange.getRequestURI().getPath().contains("/manifests/sha256:");
            if (!isOfManifest || !exchange.getRequestMethod().equals("DELETE")) {
                return false;
            }
            exchange.sendResponseHeaders(502, -1);
            return true;
        });
        assertThrows(
                RegistryFault.class, () -> deletion().run(delete("lost", image), () -> true, () -> true, new Trace()));
        front.letGo();
        push("lost", image);

        assertInstanceOf(
                CopyResult.Copied.class, copier.copy(order("lost", image).expectingNew()));
        assertTrue(isAtStandby("lost", "v1"));
    }

    @Test
    void everyRequestToEitherRegistryIsCounted() {
        var image = copied("counted", 3);
        takenFromPrimary("counted", image);
        var trace = new Trace();
        var before = primary.requests() + standby.requests();

        deletion().run(delete("counted", image), () -> true, () -> true, trace);

        assertEquals(
                primary.requests() + standby.requests() - before, trace.total().requests());
    }

    private static ImageDeletion deletion() {
        return new ImageDeletion(primary, standby, copier);
    }

    private static TestImage copied(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        push(name, image);
        copier.copy(order(name, image));
        return image;
    }

    private static void push(String name, TestImage image) {
        try (var pusher = new RawPusher(primaryProcess.url())) {
            pusher.push("library/" + name, image, "v1");
        }
    }

    private static void takenFromPrimary(String name, TestImage image) {
        try (var pusher = new RawPusher(primaryProcess.url())) {
            pusher.deleteManifest("library/" + name, image.root().digest());
        }
    }

    private static CopyOrder order(String name, TestImage image) {
        return new CopyOrder(
                "library/" + name,
                Digest.parse(image.root().digest()),
                "example-project/" + name,
                Optional.of("v1"),
                TagGate.ALWAYS,
                CopyListener.SILENT);
    }

    private static Plan.Delete delete(String name, TestImage image) {
        return new Plan.Delete(
                ImageName.parse("library/" + name + ":v1"),
                new io.breakwater.schemas.Digest(image.root().digest()),
                Instant.EPOCH,
                "example-project/" + name);
    }

    private static boolean isAtStandby(String name, String tag) {
        return standby.headManifest("example-project/" + name, tag).isPresent();
    }
}
