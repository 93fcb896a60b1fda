package io.breakwater.bench.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** OCI images of given layers, as BuildKit writes them: manifests and indexes are indented. */
final class Images {
    private static final JsonMapper JSON = new JsonMapper();

    private Images() {}

    static TestImage image(String architecture, List<TestBlob> layers) {
        var config = TestBlob.of(MediaTypes.OCI_CONFIG, bytes(config(architecture, layers)));
        var manifest = document(MediaTypes.OCI_MANIFEST);
        manifest.set("config", descriptor(config.mediaType(), config.digest(), config.size()));
        var list = manifest.putArray("layers");
        layers.forEach(layer -> list.add(descriptor(layer.mediaType(), layer.digest(), layer.size())));
        return new TestImage(
                "image",
                Stream.concat(Stream.of(config), layers.stream()).toList(),
                List.of(TestManifest.of(MediaTypes.OCI_MANIFEST, bytes(manifest))));
    }

    /** @param architectures one for each image */
    static TestImage index(List<String> architectures, List<TestImage> images) {
        var index = document(MediaTypes.OCI_INDEX);
        var list = index.putArray("manifests");
        var manifests = new ArrayList<TestManifest>();
        for (var at = 0; at < images.size(); at++) {
            var root = images.get(at).root();
            manifests.add(root);
            var entry = descriptor(root.mediaType(), root.digest(), root.bytes().length);
            entry.putObject("platform")
                    .put("architecture", architectures.get(at))
                    .put("os", "linux");
            list.add(entry);
        }
        manifests.add(TestManifest.of(MediaTypes.OCI_INDEX, bytes(index)));
        var blobs = images.stream().flatMap(image -> image.blobs().stream()).distinct();
        return new TestImage("index", blobs.toList(), manifests);
    }

    private static ObjectNode config(String architecture, List<TestBlob> layers) {
        var config = JSON.createObjectNode().put("architecture", architecture).put("os", "linux");
        var rootfs = config.putObject("rootfs").put("type", "layers");
        ArrayNode ids = rootfs.putArray("diff_ids");
        // Nobody unpacks a layer, so nobody sees that this is not the digest of its content.
        layers.forEach(layer -> ids.add(layer.digest()));
        return config;
    }

    private static ObjectNode document(String mediaType) {
        return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", mediaType);
    }

    private static ObjectNode descriptor(String mediaType, String digest, long size) {
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest)
                .put("size", size);
    }

    private static byte[] bytes(ObjectNode document) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was built here is JSON", e);
        }
    }
}
