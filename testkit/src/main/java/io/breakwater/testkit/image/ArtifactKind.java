package io.breakwater.testkit.image;

import static io.breakwater.testkit.image.Descriptors.with;

import io.breakwater.testkit.image.ImageParts.Format;
import io.breakwater.testkit.image.OddJson.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The kinds that {@link ArtifactGenerator} takes in turn, each a recipe for the artifact that the tag names. */
enum ArtifactKind {
    DOCKER(draft -> draft.image(Format.DOCKER)),
    DOCKER_LIST(draft -> draft.index(MediaTypes.DOCKER_LIST, Format.DOCKER, 1 + draft.random.nextInt(3))),
    OCI(draft -> draft.image(Format.OCI)),
    OCI_INDEX(draft -> draft.index(MediaTypes.OCI_INDEX, Format.OCI, 2 + draft.random.nextInt(3))),
    NESTED_INDEX(draft -> nested(draft, 2)),
    DEEPLY_NESTED_INDEX(draft -> nested(draft, 3)),
    INDEX_OF_DOCKER_IMAGES(draft -> draft.index(MediaTypes.OCI_INDEX, Format.DOCKER, 2)),
    INDEX_WITH_ATTESTATION(ArtifactKind::attested),
    EMPTY_INDEX(draft -> draft.index(MediaTypes.OCI_INDEX, List.of())),
    ZSTD(draft -> draft.image(Format.OCI_ZSTD)),
    ARTIFACT(draft -> draft.artifact("application/vnd.example.sbom.v1+json", Map.of())),
    REFERRERS(ArtifactKind::referred),
    COSIGN(ArtifactKind::signed),
    HELM_CHART(ArtifactKind::chart),
    INLINE_DATA(ArtifactKind::inline),
    ODD_JSON(ArtifactKind::odd),
    ANNOTATED(ArtifactKind::annotated),
    WITHOUT_MEDIA_TYPE(ArtifactKind::untyped),
    ZERO_BYTES(ArtifactKind::zero),
    NO_LAYERS(draft -> withLayers(draft, List.of())),
    REPEATED_LAYER(ArtifactKind::repeated),
    FOREIGN_LAYER(ArtifactKind::foreign),
    MANY_TAGS(ArtifactKind::tagged),
    SHA512_LAYER(ArtifactKind::sha512);

    private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    private static final String OCI_FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    @SuppressWarnings("ImmutableEnumChecker") // they hold nothing
    private final Function<Draft, TestManifest> recipe;

    ArtifactKind(Function<Draft, TestManifest> recipe) {
        this.recipe = recipe;
    }

    /** In lower case, with hyphens. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    GeneratedArtifact make(long seed, int number) {
        var draft = new Draft(seed, number);
        var name = word() + "-" + number;
        var root = recipe.apply(draft);
        return draft.finish(name, word(), name, root);
    }

    private static TestManifest nested(Draft draft, int depth) {
        if (depth == 1) {
            return draft.index(MediaTypes.OCI_INDEX, Format.OCI, 1 + draft.random.nextInt(2));
        }
        var inner = nested(draft, depth - 1);
        var beside = draft.image(Format.OCI);
        return draft.index(MediaTypes.OCI_INDEX, List.of(beside.descriptor(), inner.descriptor()));
    }

    /** As buildx pushes: a provenance for a platform that nobody has. */
    private static TestManifest attested(Draft draft) {
        var image = draft.image(Format.OCI);
        var provenance = draft.artifact("application/vnd.in-toto+json", Map.of());
        var unknown = ImageParts.orderedOf("architecture", "unknown", "os", "unknown");
        var about = ImageParts.orderedOf(
                "vnd.docker.reference.digest", image.digest(), "vnd.docker.reference.type", "attestation-manifest");
        return draft.index(
                MediaTypes.OCI_INDEX,
                List.of(
                        with(image.descriptor(), "platform", Platform.AMD64.members()),
                        with(with(provenance.descriptor(), "annotations", about), "platform", unknown)));
    }

    /** With the index under the fallback tag, as a client keeps it where there is no referrers API. */
    private static TestManifest referred(Draft draft) {
        var subject = draft.image(Format.OCI);
        var descriptors = new ArrayList<Map<String, Object>>();
        for (var count = 1 + draft.random.nextInt(3); count > 0; count--) {
            var type = "application/vnd.example.referrer-" + count;
            var referrer = draft.artifact(type, Map.of("subject", subject.descriptor()));
            descriptors.add(with(referrer.descriptor(), "artifactType", type));
        }
        draft.tag(tagOf(subject), draft.index(MediaTypes.OCI_INDEX, descriptors));
        return subject;
    }

    private static TestManifest signed(Draft draft) {
        var image = draft.image(Format.OCI);
        for (var suffix : List.of("sig", "att", "sbom")) {
            var signature = Map.<String, Object>of("dev.cosignproject.cosign/signature", "MEUCIQD" + suffix);
            var layer = with(Descriptors.of(draft.newBlob(MediaTypes.COSIGN_SIGNATURE)), "annotations", signature);
            draft.tag(tagOf(image) + "." + suffix, withLayers(draft, List.of(layer)));
        }
        return image;
    }

    private static TestManifest chart(Draft draft) {
        var config = draft.newBlob(MediaTypes.HELM_CONFIG);
        return manifest(draft, Descriptors.of(config), List.of(Descriptors.of(draft.newBlob(MediaTypes.HELM_CHART))));
    }

    private static TestManifest inline(Draft draft) {
        var layers = Stream.generate(() -> draft.withData(draft.newBlob("application/vnd.example.note")))
                .limit(1 + draft.random.nextInt(3))
                .toList();
        return manifest(draft, draft.withData(draft.blob(Draft.EMPTY)), layers);
    }

    private static TestManifest odd(Draft draft) {
        var type = draft.random.nextBoolean() ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        var format = type.equals(MediaTypes.DOCKER_MANIFEST) ? Format.DOCKER : Format.OCI;
        var members = draft.parts(format).manifest(type);
        members.put("x-future", List.of(new Literal("1.50"), new Literal("1e3"), new Literal("-0.0"), true));
        members.put("größe", ImageParts.orderedOf("", new Literal("null"), "annotations", draft.oddAnnotations()));
        members.put("x-large", new Literal("123456789012345678901234567890"));
        return draft.oddManifest(type, members);
    }

    private static TestManifest annotated(Draft draft) {
        var members = draft.parts(Format.OCI).manifest(MediaTypes.OCI_MANIFEST);
        members.put("annotations", draft.oddAnnotations());
        var image = draft.manifest(MediaTypes.OCI_MANIFEST, members);
        var index = new LinkedHashMap<String, Object>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        index.put("manifests", List.of(with(image.descriptor(), "annotations", draft.oddAnnotations())));
        index.put("annotations", draft.oddAnnotations());
        return draft.manifest(MediaTypes.OCI_INDEX, index);
    }

    private static TestManifest untyped(Draft draft) {
        var members = draft.parts(Format.OCI).manifest(MediaTypes.OCI_MANIFEST);
        members.remove("mediaType");
        return draft.manifest(MediaTypes.OCI_MANIFEST, members);
    }

    private static TestManifest zero(Draft draft) {
        var nothing = draft.blob(TestBlob.of("application/vnd.example.nothing", new byte[0]));
        return withLayers(draft, List.of(Descriptors.of(nothing)));
    }

    private static TestManifest repeated(Draft draft) {
        var layer = Descriptors.of(draft.newBlob(MediaTypes.OCI_LAYER));
        return withLayers(draft, List.of(layer, layer, layer));
    }

    /** The layer itself is in the registry every other time. */
    private static TestManifest foreign(Draft draft) {
        var isDocker = draft.random.nextBoolean();
        var type = isDocker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        var parts = draft.parts(isDocker ? Format.DOCKER : Format.OCI);
        var tar = LayerTar.gzip(LayerTar.of("foreign", draft.random.nextLong(), 500));
        var layer = TestBlob.of(isDocker ? DOCKER_FOREIGN : OCI_FOREIGN, tar);
        draft.foreign(layer);
        if (draft.random.nextBoolean()) {
            draft.blob(layer);
        }
        var urls = List.of("https://foreign.invalid/" + layer.digest());
        var members = parts.manifest(type);
        members.put(
                "layers",
                Stream.concat(
                                Stream.of(with(Descriptors.of(layer), "urls", urls)),
                                parts.layers().stream().map(Descriptors::of))
                        .toList());
        return draft.manifest(type, members);
    }

    /** The longest tag, and others that the grammar takes. */
    private static TestManifest tagged(Draft draft) {
        var image = draft.image(Format.OCI);
        var others = List.of("_", "1", "V1.0-rc.1_Build--", "sha256-not-a-digest", "latest.sig", "t".repeat(100));
        var own = "_" + image.digest().substring(7, 34);
        others.forEach(tag -> draft.tag(tag + own, image));
        IntStream.range(0, draft.random.nextInt(5)).forEach(number -> draft.tag("more-" + number + own, image));
        return image;
    }

    /** A layer under a sha512 digest above one under sha256. Manifests are not: Debian's registry takes none of them so. */
    private static TestManifest sha512(Draft draft) {
        var shared = draft.parts(Format.OCI).layers().getFirst();
        var tar = LayerTar.gzip(LayerTar.of("sha512", draft.random.nextLong(), 500));
        var layer = draft.blob(TestBlob.ofSha512(MediaTypes.OCI_LAYER, tar));
        return withLayers(draft, List.of(Descriptors.of(shared), Descriptors.of(layer)));
    }

    private static TestManifest withLayers(Draft draft, List<Map<String, Object>> layers) {
        return manifest(draft, Descriptors.of(draft.parts(Format.OCI).config()), layers);
    }

    private static TestManifest manifest(Draft draft, Map<String, Object> config, List<Map<String, Object>> layers) {
        var members = new LinkedHashMap<String, Object>();
        members.put("schemaVersion", 2);
        members.put("mediaType", MediaTypes.OCI_MANIFEST);
        members.put("config", config);
        members.put("layers", layers);
        return draft.manifest(MediaTypes.OCI_MANIFEST, members);
    }

    private static String tagOf(TestManifest manifest) {
        return manifest.digest().replace(':', '-');
    }
}
