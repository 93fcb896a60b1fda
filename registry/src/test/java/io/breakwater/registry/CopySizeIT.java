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
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever orders a copy is asked before its first blob is sent whether so much may be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopySizeIT {
    private static final Blob BASE = Blob.random(1, 20_000);

    private final RegistryProcess sourceProcess = new RegistryProcess();
    private final RegistryProcess targetProcess = new RegistryProcess();
    private final Registry source = new Registry(sourceProcess.config());
    private final Registry target = new Registry(targetProcess.config());

    CopySizeIT() throws IOException {}

    @AfterAll
    void close() {
        source.close();
        target.close();
        sourceProcess.close();
        targetProcess.close();
    }

    /** Writes down what it is asked. */
    private static final class Asked implements TagGate {
        private final List<Long> sizes = new ArrayList<>();
        private final boolean answer;

        Asked(boolean answer) {
            this.answer = answer;
        }

        @Override
        public boolean mayWrite() {
            return true;
        }

        @Override
        public boolean maySend(long bytes) {
            sizes.add(bytes);
            return answer;
        }
    }

    /** One that knows nothing yet of the target. */
    private Copier copier() {
        return new Copier(source, target, CopyLimits.defaults());
    }

    private static CopyOrder order(String repository, Digest root, TagGate gate) {
        return new CopyOrder(repository, root, repository, Optional.of("v1"), gate, CopyListener.SILENT);
    }

    /** An image of its own config and layer on the common base. */
    private Manifest push(String repository, int seed) {
        var config = Blob.of("{\"seed\":" + seed + "}");
        var layer = Blob.random(seed, 1_000);
        var image = Images.image(config, BASE, layer);
        Images.push(source, repository, "v" + seed, image, config, BASE, layer);
        return image;
    }

    private static long own(int seed) {
        return ("{\"seed\":" + seed + "}").length() + 1_000L;
    }

    @Test
    void sizeIsOfAllChildrenTogetherAndWhereItIsTooMuchNothingIsSent() {
        var index = Images.index(push("index", 11), push("index", 12));
        source.putManifest("index", "v1", index);
        var gate = new Asked(false);

        var result = copier().copy(order("index", index.digest(), gate));

        assertInstanceOf(CopyResult.Stopped.class, result);
        assertEquals(List.of(20_000 + own(11) + own(12)), gate.sizes);
        assertFalse(target.hasBlob("index", BASE.digest()));
        assertEquals(Optional.empty(), target.headManifest("index", "v1"));
        assertEquals(0, result.report().bytesSent());
    }

    @Test
    void whatTheTargetIsKnownToHaveHereOrElsewhereIsNotCounted() {
        var first = push("known", 21);
        var next = push("known", 22);
        var elsewhere = push("elsewhere", 23);
        var copier = copier();
        var gate = new Asked(true);

        for (var order : List.of(
                order("known", first.digest(), gate),
                order("known", next.digest(), gate),
                order("elsewhere", elsewhere.digest(), gate))) {
            assertInstanceOf(CopyResult.Copied.class, copier.copy(order));
        }

        assertEquals(List.of(20_000 + own(21), own(22), own(23)), gate.sizes);
    }

    @Test
    void whatIsAlreadyThereIsNotAskedAbout() {
        var image = push("there", 31);
        var copier = copier();
        copier.copy(order("there", image.digest(), TagGate.ALWAYS));
        var gate = new Asked(false);

        var result = copier.copy(order("there", image.digest(), gate));

        assertInstanceOf(CopyResult.AlreadyPresent.class, result);
        assertEquals(List.of(), gate.sizes);
    }

    /** A signature's tag goes by a gate of its own. */
    @Test
    void whatIsAboutAnImageIsAskedForToo() {
        var image = push("signed", 41);
        var copier = copier();
        copier.copy(order("signed", image.digest(), TagGate.ALWAYS));
        var signature = push("signed", 42);
        var tag = "sha256-" + image.digest().hex() + ".sig";
        source.putManifest("signed", tag, signature);
        var gate = new Asked(false);

        var result = copier.copyReferrers(order("signed", image.digest(), gate));

        assertTrue(result.isStopped(), result::toString);
        assertEquals(List.of(own(42)), gate.sizes);
        assertEquals(Optional.empty(), target.headManifest("signed", tag));
    }
}
