package io.breakwater.testkit.layout;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an image as an OCI image layout (image-spec, image-layout.md), which {@code skopeo copy --all --preserve-digests
 * oci:<folder>:<tag> docker://…} pushes.
 */
public final class OciLayout {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OciLayout() {}

    /** @param folder made where missing; several images with different tags do not fit into one */
    public static void write(Path folder, TestImage image, String tag) {
        try {
            Files.createDirectories(folder.resolve("blobs/sha256"));
            for (var blob : image.blobs()) {
                write(file(folder, blob.digest()), blob);
            }
            for (var manifest : image.manifests()) {
                Files.write(file(folder, manifest.digest()), manifest.bytes());
            }
            Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            Files.write(folder.resolve("index.json"), JSON.writeValueAsBytes(index(image, tag)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the layout " + folder, e);
        }
    }

    static void write(Path file, TestBlob blob) throws IOException {
        try (var content = blob.open().get();
                var out = Files.newOutputStream(file)) {
            content.transferTo(out);
        }
    }

    private static Path file(Path folder, String digest) {
        return folder.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static Map<String, Object> index(TestImage image, String tag) {
        var descriptor = new LinkedHashMap<String, Object>();
        descriptor.put("mediaType", image.root().mediaType());
        descriptor.put("digest", image.root().digest());
        descriptor.put("size", image.root().bytes().length);
        descriptor.put("annotations", Map.of("org.opencontainers.image.ref.name", tag));
        return Map.of("schemaVersion", 2, "manifests", List.of(descriptor));
    }
}
