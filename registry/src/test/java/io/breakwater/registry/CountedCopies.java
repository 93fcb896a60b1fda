package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Two real registries behind faces that count, and copies whose reports are held against what both have seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CountedCopies {
    static final Blob CONFIG = Blob.of("{}");
    static final Blob LAYER = Blob.random(1, 20_000);
    static final Blob OTHER = Blob.random(2, 20_000);
    static final Manifest IMAGE = Images.image(CONFIG, LAYER);

    final RegistryProcess sourceProcess = new RegistryProcess();
    final RegistryProcess targetProcess = new RegistryProcess();
    final Face sourceFace = Face.of(sourceProcess);
    final Face targetFace = Face.of(targetProcess);
    final Registry source = new Registry(sourceFace.config());
    final Registry target = new Registry(targetFace.config());

    CountedCopies() throws IOException {}

    @AfterAll
    void closeBoth() {
        source.close();
        target.close();
        sourceFace.close();
        targetFace.close();
        sourceProcess.close();
        targetProcess.close();
    }

    @BeforeEach
    void forget() {
        sourceFace.forget();
        targetFace.forget();
    }

    void push(String repository, String tag, Manifest manifest, Blob... blobs) {
        Images.push(source, repository, tag, manifest, blobs);
        forget();
    }

    /** A new one for each, so that none knows what another has learned. */
    Copier copier() {
        return new Copier(source, target, CopyLimits.defaults().withParallelBlobs(1));
    }

    /** The same, with blobs at once. */
    Copier parallelCopier() {
        return new Copier(source, target, CopyLimits.defaults());
    }

    static Blob[] largeBlobs(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Blob.random(seed + number, 1 << 20))
                .toArray(Blob[]::new);
    }

    static Blob[] with(Blob config, Blob... layers) {
        return Stream.concat(Stream.of(config), Stream.of(layers)).toArray(Blob[]::new);
    }

    static CopyOrder order(String repository, String tag, Manifest root) {
        return new CopyOrder(
                repository, root.digest(), repository, Optional.of(tag), TagGate.ALWAYS, CopyListener.SILENT);
    }

    CopyReport copy(String repository, String tag, Manifest root) {
        return copy(copier(), order(repository, tag, root));
    }

    /** What it reports is what both ends have seen. */
    CopyReport copy(Copier copier, CopyOrder order) {
        forget();
        var report = copier.copy(order).report();
        assertEquals(sourceFace.seen().size() + targetFace.seen().size(), report.requests());
        return report;
    }

    static List<String> verbs(Face face) {
        return face.seen().stream()
                .map(seen -> seen.method() + " " + seen.path().split("/", -1)[3].replaceAll("\\?.*", ""))
                .toList();
    }
}
