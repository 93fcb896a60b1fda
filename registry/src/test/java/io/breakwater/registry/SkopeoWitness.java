package io.breakwater.registry;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.breakwater.testkit.image.GeneratedArtifact;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.skopeo.Skopeo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What skopeo, which owes nothing to us, gets of all artifacts that were copied, each kind in a repository of its own. A whole
 * repository is pulled by one process: manifests, children and blobs, whose digests skopeo checks itself.
 *
 * @param below what stands before the kind in a repository's name
 * @param folder for what is pulled
 */
record SkopeoWitness(Skopeo skopeo, String host, String below, Path folder) {
    /**
     * What skopeo 1.9 cannot pull unchanged, from whatever registry: an index in an index, one without images, one of what
     * are no images; a layer that lies elsewhere; a layer under sha512. Of these it reads what each tag means.
     */
    private static final Set<String> READ_BY_TAG =
            Set.of("nested-index", "deeply-nested-index", "empty-index", "referrers", "foreign-layer", "sha512-layer");

    private static final int AT_A_TIME = 4;

    /** Every tag of every artifact, byte for byte, and what an index lists. */
    void agreesOn(List<GeneratedArtifact> artifacts) throws ExecutionException, InterruptedException {
        var kinds = artifacts.stream().collect(groupingBy(GeneratedArtifact::kind));
        try (var threads =
                Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            var looks = kinds.entrySet().stream()
                    .flatMap(kind -> looks(kind.getKey(), kind.getValue()))
                    .<Future<?>>map(threads::submit)
                    .toList();
            for (var look : looks) {
                look.get();
            }
        }
    }

    private Stream<Runnable> looks(String kind, List<GeneratedArtifact> artifacts) {
        return READ_BY_TAG.contains(kind)
                ? artifacts.stream().map(artifact -> () -> read(artifact))
                : Stream.of(() -> pull(kind, artifacts));
    }

    private void read(GeneratedArtifact artifact) {
        artifact.tags()
                .forEach((tag, manifest) -> assertArrayEquals(
                        manifest.bytes(),
                        skopeo.rawManifest(host, below + artifact.kind(), tag),
                        () -> artifact + ":" + tag));
    }

    private void pull(String kind, List<GeneratedArtifact> artifacts) {
        skopeo.pullAll(host, below + kind, folder);
        for (var artifact : artifacts) {
            artifact.tags().forEach((tag, manifest) -> {
                var pulled = folder.resolve(kind + ":" + tag);
                assertSame(manifest, pulled.resolve("manifest.json"));
                artifact.manifests().stream()
                        .filter(child -> GeneratedArtifacts.lists(manifest, child))
                        .forEach(child -> assertSame(child, pulled.resolve(hex(child) + ".manifest.json")));
            });
        }
    }

    private static String hex(TestManifest manifest) {
        return manifest.digest().substring("sha256:".length());
    }

    private static void assertSame(TestManifest manifest, Path pulled) {
        try {
            assertArrayEquals(manifest.bytes(), Files.readAllBytes(pulled), pulled::toString);
        } catch (IOException e) {
            throw new AssertionError("skopeo has not pulled " + pulled, e);
        }
    }
}
