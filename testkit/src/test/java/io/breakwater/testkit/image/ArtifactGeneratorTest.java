package io.breakwater.testkit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArtifactGeneratorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<GeneratedArtifact> MANY =
            ArtifactGenerator.of(1).limit(300).toList();

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
        assertEquals(digests(ArtifactGenerator.of(1).limit(300)), digests(MANY.stream()));
        assertNotEquals(digests(ArtifactGenerator.of(2).limit(300)), digests(MANY.stream()));
    }

    /** Guards against an order that differs between two runs of Java, as that of {@code Map.of} does. */
    @Test
    void theBytesAreTheSameInEveryJvm() {
        assertEquals(
                "sha256:32341a5688c9b5f905cfc2f30dd2ff7714edd53962b97c2ac164a89f5f3ce619",
                Sha256.of(digests(MANY.stream()).toString().getBytes(UTF_8)));
    }

    @Test
    void oneOfTheStreamIsHadByItsNumber() {
        assertEquals(digests(Stream.of(MANY.get(123))), digests(Stream.of(ArtifactGenerator.artifact(1, 123))));
    }

    @Test
    void everyKindComesEarly() {
        assertEquals(
                ArtifactKind.values().length,
                MANY.stream()
                        .limit(30)
                        .map(GeneratedArtifact::kind)
                        .collect(toSet())
                        .size());
    }

    @Test
    void whatAManifestNamesComesBeforeIt() throws IOException {
        for (var artifact : MANY) {
            var known = new HashSet<String>(artifact.foreign());
            artifact.blobs().forEach(blob -> known.add(blob.digest()));
            for (var manifest : artifact.manifests()) {
                for (var named : named(JSON.readTree(manifest.bytes()))) {
                    assertTrue(known.contains(named), () -> artifact + " names " + named);
                }
                known.add(manifest.digest());
            }
            assertTrue(artifact.manifests().containsAll(artifact.tags().values()), artifact::name);
        }
    }

    @Test
    void layersAreSharedByManyArtifacts() {
        var all = MANY.stream()
                .flatMap(artifact -> artifact.blobs().stream())
                .map(TestBlob::digest)
                .toList();

        assertTrue(new HashSet<>(all).size() < all.size() * 2 / 3, "of " + all.size());
    }

    @Test
    void someForeignLayersAreThereAndSomeAreNot() {
        var foreign =
                MANY.stream().filter(artifact -> !artifact.foreign().isEmpty()).toList();
        var there = foreign.stream()
                .filter(artifact -> artifact.blobs().stream()
                        .anyMatch(blob -> artifact.foreign().contains(blob.digest())))
                .count();

        assertTrue(there > 0 && there < foreign.size(), there + " of " + foreign.size());
    }

    @Test
    void anArtifactIsSmall() {
        for (var artifact : MANY) {
            var bytes = artifact.blobs().stream().mapToLong(TestBlob::size).sum();
            assertTrue(bytes < 50_000, () -> artifact + ": " + bytes);
        }
    }

    private static List<String> named(JsonNode manifest) {
        var named = new ArrayList<String>();
        Stream.of("manifests", "layers")
                .forEach(member -> manifest.path(member)
                        .forEach(descriptor ->
                                named.add(descriptor.path("digest").asText())));
        if (manifest.has("config")) {
            named.add(manifest.path("config").path("digest").asText());
        }
        return named;
    }

    private static List<String> digests(Stream<GeneratedArtifact> artifacts) {
        return artifacts
                .flatMap(artifact -> Stream.concat(
                        Stream.concat(Stream.of(artifact.name()), artifact.tags().keySet().stream()),
                        Stream.concat(
                                artifact.blobs().stream().map(TestBlob::digest),
                                artifact.manifests().stream().map(TestManifest::toString))))
                .toList();
    }
}
