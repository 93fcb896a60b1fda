package io.breakwater.testkit.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A manifest or index in a repository.
 *
 * @param json as the registry keeps it
 * @param size of the manifest itself, in bytes
 * @param pushedAt when it came last
 */
public record StoredManifest(String digest, JsonNode json, int size, Instant pushedAt, List<String> tags) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public StoredManifest {
        tags = List.copyOf(tags);
    }

    static StoredManifest of(String digest, byte[] bytes, Instant pushedAt, List<String> tags) {
        try {
            return new StoredManifest(digest, JSON.readTree(bytes), bytes.length, pushedAt, tags);
        } catch (IOException e) {
            throw new UncheckedIOException("The registry keeps a manifest that is no JSON: " + digest, e);
        }
    }

    /** What the registry answers as {@code Content-Type}, also where the bytes do not name it. */
    public String mediaType() {
        return json.path("mediaType")
                .asText(
                        json.has("manifests")
                                ? "application/vnd.oci.image.index.v1+json"
                                : "application/vnd.oci.image.manifest.v1+json");
    }

    public boolean isIndex() {
        return json.has("manifests");
    }

    /** The digests that an index names. */
    public List<String> children() {
        return elements("manifests").map(child -> child.path("digest").asText()).toList();
    }

    /** The digest that it refers to (OCI 1.1). */
    public Optional<String> subject() {
        return Optional.ofNullable(json.path("subject").path("digest").textValue());
    }

    /** Bytes of all that it names and of itself. */
    public long imageSize() {
        var named = Stream.of(
                        elements("manifests"),
                        elements("layers"),
                        Stream.of(json.path("config")).filter(JsonNode::isObject))
                .flatMap(nodes -> nodes);
        return size + named.mapToLong(node -> node.path("size").asLong()).sum();
    }

    private Stream<JsonNode> elements(String member) {
        return StreamSupport.stream(json.path(member).spliterator(), false);
    }

    @Override
    public String toString() {
        return digest + " " + tags;
    }
}
