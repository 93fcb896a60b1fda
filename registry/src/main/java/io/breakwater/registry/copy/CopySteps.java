package io.breakwater.registry.copy;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the target has to get, in order: all blobs, then the manifests wave by wave, then the root.
 *
 * @param blobs each once
 * @param waves manifests below the root; each refers only to such in earlier waves
 */
record CopySteps(List<Descriptor> blobs, List<List<Child>> waves, Manifest root) {
    /** A manifest below the root, under the digest by which its parent knows it. */
    record Child(Digest digest, Manifest manifest) {}

    CopySteps {
        blobs = List.copyOf(blobs);
        waves = List.copyOf(waves);
    }

    /**
     * Orders what was found.
     *
     * @param below manifests below the root that the target has not got, with their digests as their parents write them
     * @param looseBlobs what an index lists that is no manifest
     */
    static CopySteps of(Manifest root, Map<Digest, Manifest> below, Collection<Descriptor> looseBlobs) {
        var heights = new LinkedHashMap<Digest, Integer>();
        below.keySet().forEach(digest -> height(digest, below, heights));
        var waves = new TreeMap<Integer, List<Child>>();
        heights.forEach((digest, height) -> waves.computeIfAbsent(height, key -> new ArrayList<>())
                .add(new Child(digest, manifest(below, digest))));

        var blobs = new LinkedHashMap<Digest, Descriptor>();
        looseBlobs.forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
        below.values().forEach(manifest -> addBlobs(manifest, blobs));
        addBlobs(root, blobs);
        return new CopySteps(List.copyOf(blobs.values()), List.copyOf(waves.values()), root);
    }

    /** How many manifests lie on the longest way down; a digest cannot lie below itself, so this ends. */
    private static int height(Digest digest, Map<Digest, Manifest> below, Map<Digest, Integer> heights) {
        var known = heights.get(digest);
        if (known != null) {
            return known;
        }
        int height = 0;
        for (var child : manifest(below, digest).children()) {
            if (below.containsKey(child.digest())) {
                height = Math.max(height, 1 + height(child.digest(), below, heights));
            }
        }
        heights.put(digest, height);
        return height;
    }

    private static Manifest manifest(Map<Digest, Manifest> below, Digest digest) {
        var manifest = below.get(digest);
        if (manifest == null) {
            throw new IllegalStateException("not found before: " + digest);
        }
        return manifest;
    }

    private static void addBlobs(Manifest manifest, Map<Digest, Descriptor> blobs) {
        manifest.blobs().forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
    }

    /** Bytes of all blobs, as the manifests claim. */
    long blobBytes() {
        return blobs.stream().mapToLong(Descriptor::size).sum();
    }

    int manifests() {
        return 1 + waves.stream().mapToInt(List::size).sum();
    }
}
