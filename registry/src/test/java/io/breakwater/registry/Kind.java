package io.breakwater.registry;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** An artifact: the root, what an index lists (children first), and all blobs. */
record Kind(String name, Manifest root, List<Manifest> below, List<Blob> blobs) {
    static final Blob CONFIG = Blob.of("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
    static final Blob BASE = Blob.random(1, 200_000);
    static final Blob TOP = Blob.random(2, 3_000);

    Kind(String name, Manifest root, Blob... blobs) {
        this(name, root, List.of(), List.of(blobs));
    }

    @Override
    public String toString() {
        return name;
    }

    private static Manifest oci(String json) {
        return Images.manifest(MediaType.OCI_MANIFEST, json);
    }

    static Stream<Kind> kinds() {
        var one = Images.image(CONFIG, BASE);
        var other = Images.image(CONFIG, BASE, TOP);
        var inner = Images.index(one);
        var entries =
                "\"config\":" + CONFIG.entry(Images.OCI_CONFIG) + ",\"layers\":[" + BASE.entry(Images.OCI_LAYER) + "]";
        return Stream.of(
                new Kind("docker-v2", docker(), CONFIG, BASE),
                new Kind("oci", one, CONFIG, BASE),
                new Kind("oci-pretty", oci("{\n   \"schemaVersion\" : 2,\n\t" + entries + "\r\n}\n"), CONFIG, BASE),
                new Kind("oci-no-media-type", oci("{\"schemaVersion\":2," + entries + "}"), CONFIG, BASE),
                new Kind(
                        "oci-annotations",
                        oci("{\"annotations\":{\"z\":\"\\u00e9 \\/ \\u2028\",\"a\":\"ü\"}," + entries
                                + ",\"unknown\":[1.50,{}]," + "\"schemaVersion\":2}"),
                        CONFIG,
                        BASE),
                new Kind(
                        "oci-zstd",
                        oci("{\"schemaVersion\":2,\"config\":" + CONFIG.entry(Images.OCI_CONFIG) + ",\"layers\":["
                                + TOP.entry(Images.ZSTD_LAYER) + "]}"),
                        CONFIG,
                        TOP),
                new Kind("artifact-with-subject", artifact(one), Blob.of("{}"), Blob.of("SPDX")),
                new Kind("docker-list", list(docker()), List.of(docker()), List.of(CONFIG, BASE)),
                new Kind("oci-index", Images.index(one, other), List.of(one, other), List.of(CONFIG, BASE, TOP)),
                new Kind(
                        "nested-index",
                        Images.index(inner, other),
                        List.of(one, other, inner),
                        List.of(CONFIG, BASE, TOP)),
                new Kind("same-layer-twice", Images.image(CONFIG, TOP, TOP), CONFIG, TOP),
                new Kind("empty-layer", Images.image(CONFIG, Blob.of("")), CONFIG, Blob.of("")));
    }

    private static Manifest docker() {
        return Images.manifest(
                MediaType.DOCKER_MANIFEST,
                "{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"" + MediaType.DOCKER_MANIFEST + "\",\n   \"config\": "
                        + CONFIG.entry(Images.DOCKER_CONFIG) + ",\n   \"layers\": [" + BASE.entry(Images.DOCKER_LAYER)
                        + "]\n}");
    }

    private static Manifest list(Manifest child) {
        var platform = ",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}}";
        return Images.manifest(
                MediaType.DOCKER_LIST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_LIST + "\",\"manifests\":["
                        + Images.entry(child).replaceAll("}$", platform) + "]}");
    }

    private static Manifest artifact(Manifest subject) {
        return oci("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                + "\",\"artifactType\":\"application/vnd.example.sbom.v1\",\"config\":"
                + Blob.of("{}").entry("application/vnd.oci.empty.v1+json").replaceAll("}$", ",\"data\":\"e30=\"}")
                + ",\"layers\":[" + Blob.of("SPDX").entry("text/spdx") + "],\"subject\":" + Images.entry(subject)
                + "}");
    }
}
