package io.breakwater.registry.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CopyStepsTest {
    private static String entries(Stream<Descriptor> entries) {
        return entries.map(entry -> "{\"mediaType\":\"" + entry.mediaType() + "\",\"digest\":\"" + entry.digest()
                        + "\",\"size\":" + entry.size() + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static Descriptor blob(String content) {
        return new Descriptor(MediaType.OCTET_STREAM, Digest.ofSha256(content.getBytes(UTF_8)), content.length());
    }

    private static Manifest image(String... blobs) {
        var json = "{\"layers\":" + entries(Stream.of(blobs).map(CopyStepsTest::blob)) + "}";
        return Manifest.of(json.getBytes(UTF_8), MediaType.OCI_MANIFEST);
    }

    private static Manifest index(Manifest... children) {
        var json = "{\"manifests\":" + entries(Stream.of(children).map(Manifest::descriptor)) + "}";
        return Manifest.of(json.getBytes(UTF_8), MediaType.OCI_INDEX);
    }

    private static Map<Digest, Manifest> found(Manifest... manifests) {
        var found = new LinkedHashMap<Digest, Manifest>();
        Stream.of(manifests).forEach(manifest -> found.put(manifest.digest(), manifest));
        return found;
    }

    private static List<List<Manifest>> waves(CopySteps plan) {
        return plan.waves().stream()
                .map(wave -> wave.stream().map(CopySteps.Child::manifest).toList())
                .toList();
    }

    @Test
    void blobThatOccursTwiceIsPlannedOnce() {
        var one = image("config", "base", "base");
        var other = image("base", "own");

        var plan = CopySteps.of(index(one, other), found(one, other), List.of(blob("base")));

        assertEquals(List.of(blob("base"), blob("config"), blob("own")), plan.blobs());
        assertEquals("baseconfigown".length(), plan.blobBytes());
    }

    @Test
    void childrenComeBeforeTheirParents() {
        var leaf = image("leaf");
        var other = image("other");
        var inner = index(leaf);
        var outer = index(inner, other);

        var plan = CopySteps.of(index(outer, leaf), found(outer, leaf, inner, other), List.of());

        assertEquals(List.of(List.of(leaf, other), List.of(inner), List.of(outer)), waves(plan));
        assertEquals(5, plan.manifests());
    }

    @Test
    void childThatTheTargetHasIsNotPlanned() {
        var there = image("there");
        var missing = image("missing");

        var plan = CopySteps.of(index(there, missing), found(missing), List.of());

        assertEquals(List.of(List.of(missing)), waves(plan));
        assertEquals(List.of(blob("missing")), plan.blobs());
    }
}
