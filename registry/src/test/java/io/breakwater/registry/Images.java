package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes manifests and blobs by hand, so that each test says byte by byte what it copies. */
final class Images {
    static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    static final String ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";

    private Images() {}

    /** A blob's bytes. */
    static final class Blob {
        private final byte[] bytes;
        private final Digest digest;

        private Blob(byte[] bytes) {
            this.bytes = bytes;
            this.digest = Digest.ofSha256(bytes);
        }

        byte[] bytes() {
            return bytes;
        }

        Digest digest() {
            return digest;
        }

        static Blob of(String text) {
            return of(text.getBytes(UTF_8));
        }

        static Blob of(byte[] bytes) {
            return new Blob(bytes);
        }

        static Blob random(int seed, int length) {
            var bytes = new byte[length];
            new Random(seed).nextBytes(bytes);
            return of(bytes);
        }

        Descriptor descriptor() {
            return new Descriptor(MediaType.OCTET_STREAM, digest, bytes.length);
        }

        String entry(String mediaType) {
            return Images.entry(mediaType, digest, bytes.length);
        }
    }

    static String entry(String mediaType, Digest digest, long size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    static String entry(Manifest manifest) {
        return entry(manifest.mediaType().value(), manifest.digest(), manifest.size());
    }

    static Manifest manifest(MediaType mediaType, String json) {
        return Manifest.of(json.getBytes(UTF_8), mediaType);
    }

    /** An OCI image without frills. */
    static Manifest image(Blob config, Blob... layers) {
        var entries = Stream.of(layers).map(layer -> layer.entry(OCI_LAYER)).collect(Collectors.joining(","));
        return manifest(
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                        + config.entry(OCI_CONFIG) + ",\"layers\":[" + entries + "]}");
    }

    static Manifest index(Manifest... children) {
        var entries = Stream.of(children).map(Images::entry).collect(Collectors.joining(","));
        return manifest(
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[" + entries + "]}");
    }

    static void push(Registry registry, String repository, String tagOrDigest, Manifest manifest, Blob... blobs) {
        for (var blob : List.of(blobs)) {
            registry.putBlob(repository, blob.descriptor(), new ByteArrayInputStream(blob.bytes()));
        }
        registry.putManifest(repository, tagOrDigest, manifest);
    }
}
