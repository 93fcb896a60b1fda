package io.breakwater.testkit.image;

import java.util.List;
import java.util.stream.Stream;

/**
 * An image of one kind: everything that has to be pushed, in an order that a registry accepts.
 *
 * @param kind a word for messages and test names: {@code docker}, {@code oci-index}, …
 * @param blobs of all manifests, each once
 * @param manifests children first, the root last
 */
public record TestImage(String kind, List<TestBlob> blobs, List<TestManifest> manifests) {
    public TestImage {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
    }

    /** The manifest or index that a tag names. */
    public TestManifest root() {
        return manifests.getLast();
    }

    /** All but the root, children first. */
    public List<TestManifest> children() {
        return manifests.subList(0, manifests.size() - 1);
    }

    /** Bytes of all blobs and manifests. */
    public long bytes() {
        return blobs.stream().mapToLong(TestBlob::size).sum()
                + manifests.stream()
                        .mapToLong(manifest -> manifest.bytes().length)
                        .sum();
    }

    /**
     * This image with one more layer of {@code size} pseudo-random bytes, which are generated while they are sent. Not a
     * gzipped tar, so no container can run on it, and the configuration does not list it.
     *
     * @throws IllegalStateException if the root is not a single manifest with layers
     */
    public TestImage withLayer(long size) {
        var layer = TestBlob.generated(Descriptors.layerTypeLike(root()), size, size);
        return new TestImage(
                kind + "-with-" + size + "-bytes",
                Stream.concat(blobs.stream(), Stream.of(layer)).toList(),
                List.of(Descriptors.withLayer(root(), layer)));
    }

    @Override
    public String toString() {
        return kind;
    }
}
