package io.breakwater.testkit.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything of one generated artifact, in an order that a registry accepts: the artifact itself, and whatever belongs to it
 * in the same repository, such as signatures and referrers.
 *
 * @param name the same for the same seed and number: {@code oci-index-17}; also a valid last part of a repository
 * @param kind in a word, for messages
 * @param blobs each once; without those that only their {@code urls} have
 * @param manifests children before their parents, each once; those without a tag are pushed by digest
 * @param tags what each names, one of {@code manifests}; the first is the artifact itself
 * @param foreign digests of layers with {@code urls}; some are in {@code blobs} as well
 */
public record GeneratedArtifact(
        String name,
        String kind,
        List<TestBlob> blobs,
        List<TestManifest> manifests,
        Map<String, TestManifest> tags,
        Set<String> foreign) {
    public GeneratedArtifact {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        foreign = Set.copyOf(foreign);
    }

    /** The tag of the artifact itself. */
    public String tag() {
        return tags.keySet().iterator().next();
    }

    /** The artifact itself. */
    public TestManifest root() {
        return tags.values().iterator().next();
    }

    /** Whether no blob of it has another digest than sha256, which is all that some registries take. */
    public boolean isSha256Alone() {
        return blobs.stream().allMatch(blob -> blob.digest().startsWith("sha256:"));
    }

    @Override
    public String toString() {
        return name;
    }
}
