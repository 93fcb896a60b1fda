package io.breakwater.testkit.image;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generates artifacts of all kinds that a registry holds, small ones, a few KB each: the same bytes for the same seed in
 * every JVM. Some layers are shared by many. Left out is what Debian's registry does not take: manifests
 * under sha512, and schema 1.
 */
public final class ArtifactGenerator {
    private ArtifactGenerator() {}

    /** Without an end; every kind comes once before one comes again. */
    public static Stream<GeneratedArtifact> of(long seed) {
        return IntStream.iterate(0, number -> number + 1).mapToObj(number -> artifact(seed, number));
    }

    /** One of {@link #of}, to look into a failure. */
    public static GeneratedArtifact artifact(long seed, int number) {
        var kinds = ArtifactKind.values();
        return kinds[number % kinds.length].make(seed, number);
    }
}
