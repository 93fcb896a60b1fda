package io.breakwater.testkit.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Descriptors (OCI image-spec, descriptor.md) as ordered members, and the JSON that they end up in. */
final class Descriptors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Descriptors() {}

    static Map<String, Object> of(TestBlob blob) {
        return of(blob.mediaType(), blob.digest(), blob.size());
    }

    static Map<String, Object> of(String mediaType, String digest, long size) {
        var members = new LinkedHashMap<String, Object>();
        members.put("mediaType", mediaType);
        members.put("digest", digest);
        members.put("size", size);
        return members;
    }

    /** {@code descriptor} with one more member at its end. */
    static Map<String, Object> with(Map<String, Object> descriptor, String name, Object value) {
        var members = new LinkedHashMap<>(descriptor);
        members.put(name, value);
        return members;
    }

    static byte[] compact(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] pretty(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The media type of the last layer of {@code manifest}. */
    static String layerTypeLike(TestManifest manifest) {
        var layers = layers(parse(manifest));
        return layers.path(layers.size() - 1).path("mediaType").asText();
    }

    static TestManifest withLayer(TestManifest manifest, TestBlob layer) {
        var root = parse(manifest);
        layers(root).add(JSON.<JsonNode>valueToTree(of(layer)));
        return TestManifest.of(manifest.mediaType(), compact(root));
    }

    private static ObjectNode parse(TestManifest manifest) {
        try {
            return (ObjectNode) JSON.readTree(manifest.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArrayNode layers(ObjectNode manifest) {
        if (manifest.get("layers") instanceof ArrayNode layers && !layers.isEmpty()) {
            return layers;
        }
        throw new IllegalStateException("not a manifest with layers: " + manifest);
    }
}
