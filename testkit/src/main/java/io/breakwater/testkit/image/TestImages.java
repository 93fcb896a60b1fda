package io.breakwater.testkit.image;

import static io.breakwater.testkit.image.Descriptors.compact;
import static io.breakwater.testkit.image.Descriptors.pretty;
import static io.breakwater.testkit.image.Descriptors.with;

import io.breakwater.testkit.image.ImageParts.Format;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Images of every kind that a registry holds. The same arguments give the same bytes; another seed gives other digests. */
public final class TestImages {
    private static final int LAYERS = 2;
    private static final int LAYER_BYTES = 3_000;

    private TestImages() {}

    /** One of each kind. The referrer's and the signature's subject is the {@code oci} image of the same list. */
    public static List<TestImage> everyKind(long seed) {
        var subject = oci(seed, LAYERS, LAYER_BYTES);
        return List.of(
                docker(seed, LAYERS, LAYER_BYTES),
                subject,
                ociPretty(seed),
                ociWithoutMediaType(seed),
                ociAnnotated(seed),
                zstd(seed),
                dockerList(seed, 3),
                ociIndex(seed, 4),
                nestedIndex(seed),
                artifact(seed),
                referrer(seed, subject.root()),
                cosignSignature(seed, subject.root()),
                helmChart(seed));
    }

    /** As {@code docker push} makes it: schema 2, indented. */
    public static TestImage docker(long seed, int layers, int layerBytes) {
        var parts = ImageParts.of(Format.DOCKER, Platform.AMD64, seed, layers, layerBytes);
        return single("docker", parts, dockerManifest(parts));
    }

    /** An OCI image with compact JSON. */
    public static TestImage oci(long seed, int layers, int layerBytes) {
        var parts = ImageParts.of(Format.OCI, Platform.AMD64, seed, layers, layerBytes);
        return single("oci", parts, ociManifest(parts));
    }

    /** An OCI image whose JSON is indented and ends in an empty line. */
    public static TestImage ociPretty(long seed) {
        var parts = ociParts(seed);
        var json = new String(pretty(parts.manifest(MediaTypes.OCI_MANIFEST)), StandardCharsets.UTF_8) + "\n\n";
        return single(
                "oci-pretty", parts, TestManifest.of(MediaTypes.OCI_MANIFEST, json.getBytes(StandardCharsets.UTF_8)));
    }

    /** An OCI image without the optional {@code mediaType} member. */
    public static TestImage ociWithoutMediaType(long seed) {
        var parts = ociParts(seed);
        var members = parts.manifest(MediaTypes.OCI_MANIFEST);
        members.remove("mediaType");
        return single("oci-without-media-type", parts, TestManifest.of(MediaTypes.OCI_MANIFEST, compact(members)));
    }

    /** An OCI image with annotations on manifest and layers, one of them beyond ASCII, and a member nobody has specified. */
    public static TestImage ociAnnotated(long seed) {
        var parts = ociParts(seed);
        var members = parts.manifest(MediaTypes.OCI_MANIFEST);
        members.put(
                "layers",
                parts.layers().stream()
                        .map(layer -> with(Descriptors.of(layer), "annotations", Map.of("org.example.part", "layer")))
                        .toList());
        members.put("annotations", Map.of("org.opencontainers.image.title", "Wellenbrecher – große Flut <&>"));
        members.put("x-future", List.of(1.50, 1e3));
        return single("oci-annotated", parts, TestManifest.of(MediaTypes.OCI_MANIFEST, compact(members)));
    }

    /** An OCI image with layers compressed by zstd. */
    public static TestImage zstd(long seed) {
        var parts = ImageParts.of(Format.OCI_ZSTD, Platform.AMD64, seed, LAYERS, LAYER_BYTES);
        return single("oci-zstd", parts, ociManifest(parts));
    }

    /** A manifest list with {@code platforms} Docker images, 1 to 7. */
    public static TestImage dockerList(long seed, int platforms) {
        return index("docker-list", MediaTypes.DOCKER_LIST, Format.DOCKER, seed, platforms);
    }

    /** An index with {@code platforms} OCI images, 1 to 7; from the fourth on, two differ in the variant alone. */
    public static TestImage ociIndex(long seed, int platforms) {
        return index("oci-index", MediaTypes.OCI_INDEX, Format.OCI, seed, platforms);
    }

    /** An index that names an index and an image. */
    public static TestImage nestedIndex(long seed) {
        var inner = ociIndex(seed, 2);
        var beside = oci(seed + 1, LAYERS, LAYER_BYTES);
        var members = indexMembers(
                MediaTypes.OCI_INDEX,
                List.of(inner.root().descriptor(), beside.root().descriptor()));
        var manifests = new ArrayList<>(inner.manifests());
        manifests.addAll(beside.manifests());
        manifests.add(TestManifest.of(MediaTypes.OCI_INDEX, compact(members)));
        return new TestImage("oci-nested-index", distinct(List.of(inner, beside)), manifests);
    }

    /** An OCI 1.1 artifact: {@code artifactType}, the empty configuration with its inline data. */
    public static TestImage artifact(long seed) {
        var parts = artifactParts(seed, "application/vnd.example.sbom.v1");
        return single("oci-artifact", parts, artifactManifest(parts, "application/vnd.example.sbom", Map.of()));
    }

    /** An OCI 1.1 artifact that refers to {@code subject}, in whose repository it belongs. */
    public static TestImage referrer(long seed, TestManifest subject) {
        var parts = artifactParts(seed, "application/vnd.example.attestation.v1");
        var more = Map.<String, Object>of("subject", subject.descriptor());
        return single("oci-referrer", parts, artifactManifest(parts, "application/vnd.example.attestation", more));
    }

    /** What cosign 2 pushes under {@link #cosignTag}. */
    public static TestImage cosignSignature(long seed, TestManifest of) {
        var payload = "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"" + of.digest()
                + "\"}},\"optional\":{\"seed\":" + seed + "}}";
        var layer = TestBlob.of(MediaTypes.COSIGN_SIGNATURE, payload.getBytes(StandardCharsets.UTF_8));
        var config = ociParts(seed).config();
        var parts = new ImageParts(config, List.of(layer));
        var members = parts.manifest(MediaTypes.OCI_MANIFEST);
        var signature = Map.of("dev.cosignproject.cosign/signature", "MEUCIQDtest" + seed);
        members.put("layers", List.of(with(Descriptors.of(layer), "annotations", signature)));
        return single("cosign-signature", parts, TestManifest.of(MediaTypes.OCI_MANIFEST, compact(members)));
    }

    /** The tag of a signature that cosign 2 makes: {@code sha256-<hex>.sig}. */
    public static String cosignTag(TestManifest of) {
        return of.digest().replace(':', '-') + ".sig";
    }

    /** What {@code helm push} makes. */
    public static TestImage helmChart(long seed) {
        var config = TestBlob.of(
                MediaTypes.HELM_CONFIG, compact(ImageParts.orderedOf("name", "chart", "version", "0.1." + seed)));
        var chart =
                TestBlob.of(MediaTypes.HELM_CHART, LayerTar.gzip(LayerTar.of("chart/Chart.yaml", seed, LAYER_BYTES)));
        var parts = new ImageParts(config, List.of(chart));
        return single("helm-chart", parts, ociManifest(parts));
    }

    private static TestImage single(String kind, ImageParts parts, TestManifest manifest) {
        return new TestImage(kind, parts.blobs(), List.of(manifest));
    }

    private static ImageParts ociParts(long seed) {
        return ImageParts.of(Format.OCI, Platform.AMD64, seed, LAYERS, LAYER_BYTES);
    }

    private static TestManifest dockerManifest(ImageParts parts) {
        return TestManifest.of(MediaTypes.DOCKER_MANIFEST, pretty(parts.manifest(MediaTypes.DOCKER_MANIFEST)));
    }

    private static TestManifest ociManifest(ImageParts parts) {
        return TestManifest.of(MediaTypes.OCI_MANIFEST, compact(parts.manifest(MediaTypes.OCI_MANIFEST)));
    }

    private static ImageParts artifactParts(long seed, String contentType) {
        var empty = TestBlob.of(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8));
        return new ImageParts(empty, List.of(TestBlob.of(contentType, LayerTar.of("content", seed, LAYER_BYTES))));
    }

    private static TestManifest artifactManifest(ImageParts parts, String artifactType, Map<String, Object> more) {
        var members = new LinkedHashMap<String, Object>();
        members.put("schemaVersion", 2);
        members.put("mediaType", MediaTypes.OCI_MANIFEST);
        members.put("artifactType", artifactType);
        // The two bytes {} in base64 (image-spec, "Guidance for an Empty Descriptor").
        members.put("config", with(Descriptors.of(parts.config()), "data", "e30="));
        members.put("layers", parts.layers().stream().map(Descriptors::of).toList());
        members.putAll(more);
        return TestManifest.of(MediaTypes.OCI_MANIFEST, compact(members));
    }

    private static TestImage index(String kind, String mediaType, Format format, long seed, int count) {
        var images = new ArrayList<TestImage>();
        var descriptors = new ArrayList<Map<String, Object>>();
        for (var platform : Platform.first(count)) {
            var parts = ImageParts.of(format, platform, seed * 10 + images.size(), LAYERS, LAYER_BYTES);
            var manifest = format == Format.DOCKER ? dockerManifest(parts) : ociManifest(parts);
            images.add(single(kind, parts, manifest));
            descriptors.add(with(manifest.descriptor(), "platform", platform.members()));
        }
        var root = TestManifest.of(mediaType, pretty(indexMembers(mediaType, descriptors)));
        var manifests = Stream.concat(images.stream().map(TestImage::root), Stream.of(root));
        return new TestImage(kind, distinct(images), manifests.toList());
    }

    private static Map<String, Object> indexMembers(String mediaType, List<Map<String, Object>> descriptors) {
        var members = new LinkedHashMap<String, Object>();
        members.put("schemaVersion", 2);
        members.put("mediaType", mediaType);
        members.put("manifests", descriptors);
        return members;
    }

    private static List<TestBlob> distinct(List<TestImage> images) {
        var seen = new LinkedHashSet<String>();
        return images.stream()
                .flatMap(image -> image.blobs().stream())
                .filter(blob -> seen.add(blob.digest()))
                .toList();
    }
}
