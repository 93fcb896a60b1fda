package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.Digest;
import io.breakwater.testkit.image.ArtifactGenerator;
import io.breakwater.testkit.image.GeneratedArtifact;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.registry.RegistryProcess;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Artifacts of every kind, the same in each run: how they are ordered, and how they have to arrive. */
final class GeneratedArtifacts {
    private GeneratedArtifacts() {}

    static List<GeneratedArtifact> first(int count) {
        return ArtifactGenerator.of(20_261_124).limit(count).toList();
    }

    /** Those that a registry takes which knows sha256 alone. */
    static List<GeneratedArtifact> sha256Alone(List<GeneratedArtifact> artifacts) {
        return artifacts.stream().filter(GeneratedArtifact::isSha256Alone).toList();
    }

    /** One copy for each tag, of what it means. */
    static Stream<CopyOrder> orders(GeneratedArtifact artifact, String below) {
        return orders(artifact, "library/", below);
    }

    /** As {@link #orders(GeneratedArtifact, String)}, from elsewhere. */
    static Stream<CopyOrder> orders(GeneratedArtifact artifact, String from, String below) {
        return artifact.tags().entrySet().stream()
                .map(tag -> new CopyOrder(
                        from + artifact.kind(),
                        Digest.parse(tag.getValue().digest()),
                        below + artifact.kind(),
                        Optional.of(tag.getKey()),
                        TagGate.ALWAYS,
                        CopyListener.SILENT));
    }

    /** Bytes and media types of whatever hangs on a tag. */
    static void assertArrived(GeneratedArtifact artifact, RegistryProcess at, String repository) {
        for (var tag : artifact.tags().entrySet()) {
            assertSame(artifact, tag.getValue(), get(at, repository + "/manifests/" + tag.getKey()));
        }
        for (var manifest : artifact.manifests()) {
            if (isBelowATag(manifest, artifact)) {
                assertSame(artifact, manifest, get(at, repository + "/manifests/" + manifest.digest()));
            }
        }
    }

    /** A referrer without a tag is about the artifact, not below it. */
    private static boolean isBelowATag(TestManifest manifest, GeneratedArtifact artifact) {
        return artifact.tags().values().stream().anyMatch(root -> root.equals(manifest) || lists(root, manifest));
    }

    static boolean lists(TestManifest root, TestManifest manifest) {
        var isIndex = root.mediaType().contains("index") || root.mediaType().contains("manifest.list");
        return isIndex && new String(root.bytes(), UTF_8).contains(manifest.digest());
    }

    private static void assertSame(GeneratedArtifact artifact, TestManifest manifest, HttpResponse<byte[]> read) {
        assertEquals(200, read.statusCode(), artifact.name());
        assertArrayEquals(manifest.bytes(), read.body(), artifact.name());
        assertEquals(Optional.of(manifest.mediaType()), read.headers().firstValue("Content-Type"), artifact.name());
    }

    private static HttpResponse<byte[]> get(RegistryProcess at, String path) {
        return Poller.get(at.url().resolve("/v2/" + path));
    }
}
