package io.breakwater.testkit.image;

import io.breakwater.testkit.image.ImageParts.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** A {@link GeneratedArtifact} in the making. All chance comes from one generator of numbers. Of one thread. */
final class Draft {
    static final TestBlob EMPTY = TestBlob.of(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8));

    /** So few that images share them. */
    private static final int BASES = 5;

    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "Wellenbrecher – große Flut <&>",
            "\"quoted\" \\ and /slashed/",
            "line\nbreak\ttab\rreturn",
            "\u0001\u001f\u007f\u0085\u2028\u2029",
            "🚢 漢字 עברית \u202e",
            "=cmd|' /C calc'!A0",
            "${jndi:ldap://127.0.0.1/x}",
            "{\"json\":[1,2]}",
            "x".repeat(1_000));

    final SplittableRandom random;
    private final long seed;
    private final long own;
    private final Map<String, TestBlob> blobs = new LinkedHashMap<>();
    private final Map<String, TestManifest> manifests = new LinkedHashMap<>();
    private final Map<String, TestManifest> tags = new LinkedHashMap<>();
    private final Set<String> foreign = new LinkedHashSet<>();
    private long last;

    /** @param number of the artifact among those of {@code seed} */
    Draft(long seed, int number) {
        this.seed = seed;
        this.own = seed * 1_000_003 + number;
        this.random = new SplittableRandom(own);
    }

    /** @param tag of {@code root}; it comes before all others */
    GeneratedArtifact finish(String name, String kind, String tag, TestManifest root) {
        var all = new LinkedHashMap<String, TestManifest>();
        all.put(tag, root);
        all.putAll(tags);
        return new GeneratedArtifact(
                name, kind, List.copyOf(blobs.values()), List.copyOf(manifests.values()), all, foreign);
    }

    void tag(String name, TestManifest manifest) {
        tags.put(name, manifest);
    }

    TestBlob blob(TestBlob blob) {
        blobs.putIfAbsent(blob.digest(), blob);
        return blob;
    }

    /** A few hundred bytes of their own. */
    TestBlob newBlob(String mediaType) {
        return blob(TestBlob.of(mediaType, LayerTar.gzip(LayerTar.of("content", nextSeed(), size()))));
    }

    void foreign(TestBlob layer) {
        foreign.add(layer.digest());
    }

    /** An image with one or two layers of a base that others have too, and some of its own. */
    ImageParts parts(Format format, Platform platform) {
        var base = seed * 31 + random.nextInt(BASES);
        var shared = LongStream.range(0, 1 + random.nextInt(2)).map(layer -> base * 10 + layer);
        var single = LongStream.range(0, random.nextInt(3)).map(layer -> nextSeed());
        var parts = ImageParts.ofLayers(
                format, platform, nextSeed(), LongStream.concat(shared, single).toArray(), 700);
        parts.blobs().forEach(this::blob);
        return parts;
    }

    ImageParts parts(Format format) {
        return parts(format, Platform.AMD64);
    }

    TestManifest image(Format format, Platform platform) {
        var type = format == Format.DOCKER ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        return manifest(type, parts(format, platform).manifest(type));
    }

    TestManifest image(Format format) {
        return image(format, Platform.AMD64);
    }

    /** An OCI 1.1 artifact of one blob with the empty configuration; {@code more} come last. */
    TestManifest artifact(String artifactType, Map<String, Object> more) {
        var members = new LinkedHashMap<String, Object>();
        members.put("schemaVersion", 2);
        members.put("mediaType", MediaTypes.OCI_MANIFEST);
        members.put("artifactType", artifactType);
        members.put("config", withData(blob(EMPTY)));
        members.put("layers", List.of(Descriptors.of(newBlob(artifactType + ".content"))));
        members.putAll(more);
        return manifest(MediaTypes.OCI_MANIFEST, members);
    }

    TestManifest index(String mediaType, List<Map<String, Object>> descriptors) {
        var members = new LinkedHashMap<String, Object>();
        members.put("schemaVersion", 2);
        members.put("mediaType", mediaType);
        members.put("manifests", descriptors);
        return manifest(mediaType, members);
    }

    /** One of a few platforms' images each. */
    TestManifest index(String mediaType, Format format, int platforms) {
        var descriptors = new ArrayList<Map<String, Object>>();
        for (var platform : Platform.first(platforms)) {
            descriptors.add(Descriptors.with(image(format, platform).descriptor(), "platform", platform.members()));
        }
        return index(mediaType, descriptors);
    }

    /** Written compactly, indented, or in any other way. */
    TestManifest manifest(String mediaType, Map<String, Object> members) {
        return switch (random.nextInt(4)) {
            case 0 -> add(TestManifest.of(mediaType, Descriptors.pretty(members)));
            case 1 -> oddManifest(mediaType, members);
            default -> add(TestManifest.of(mediaType, Descriptors.compact(members)));
        };
    }

    TestManifest oddManifest(String mediaType, Map<String, Object> members) {
        return add(TestManifest.of(mediaType, OddJson.any(random).write(members)));
    }

    Map<String, Object> oddAnnotations() {
        var annotations = new LinkedHashMap<String, Object>();
        for (var count = 2 + random.nextInt(4); count > 0; count--) {
            annotations.put("org.example." + random.nextInt(1_000) + "/Key_" + count, OddJson.pick(random, ODD_TEXTS));
        }
        return annotations;
    }

    Map<String, Object> withData(TestBlob blob) {
        try (var content = blob.open().get()) {
            var data = Base64.getEncoder().encodeToString(content.readAllBytes());
            return Descriptors.with(Descriptors.of(blob), "data", data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number that nothing else in the artifact has; another one at every call. */
    private long nextSeed() {
        return own * 1_000 + ++last;
    }

    private int size() {
        return 100 + random.nextInt(900);
    }

    private TestManifest add(TestManifest manifest) {
        manifests.putIfAbsent(manifest.digest(), manifest);
        return manifest;
    }
}
