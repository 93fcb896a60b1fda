package io.breakwater.registry.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Quote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a manifest refers to, read from its bytes. Members that are not needed are passed over without keeping them. */
record ManifestDocument(
        List<Descriptor> children,
        List<Descriptor> blobs,
        Optional<Descriptor> subject,
        Optional<String> artifactType) {
    // The tokens bound what a hostile document of legal length can make of the heap; 10,000 layers take 100,000.
    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxDocumentLength(Manifest.LONGEST)
                            .maxStringLength(Manifest.LONGEST)
                            .maxNumberLength(32)
                            .maxTokenCount(500_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build()
            .readerFor(Document.class);

    /** The members that we look at; whether {@code fsLayers} is there tells schema 1. */
    private record Document(
            @Nullable Integer schemaVersion,
            @Nullable String mediaType,
            @Nullable String artifactType,
            @Nullable Entry config,
            @Nullable List<@Nullable Entry> layers,
            @Nullable List<@Nullable Entry> blobs,
            @Nullable List<@Nullable Entry> manifests,
            @Nullable List<Ignored> fsLayers,
            @Nullable Entry subject) {}

    private record Entry(
            @Nullable String mediaType,
            @Nullable String digest,
            @Nullable Long size,
            @Nullable List<@Nullable String> urls,
            @Nullable String data,
            @Nullable JsonNode artifactType) {}

    private record Ignored() {}

    static ManifestDocument read(byte[] bytes, MediaType contentType) {
        if (bytes.length > Manifest.LONGEST) {
            throw new MalformedManifest("it is longer than " + Manifest.LONGEST + " bytes");
        }
        var document = parse(bytes);
        refuseSchema1(document, contentType);
        refuseTwoReadings(document, contentType);
        var blobs = new ArrayList<Descriptor>();
        if (document.config() != null) {
            blobs.add(descriptor(document.config(), "config"));
        }
        blobs.addAll(descriptors(document.layers(), "layers"));
        blobs.addAll(descriptors(document.blobs(), "blobs"));
        return new ManifestDocument(
                descriptors(document.manifests(), "manifests"),
                List.copyOf(blobs),
                Optional.ofNullable(document.subject()).map(entry -> descriptor(entry, "subject")),
                Optional.ofNullable(document.artifactType()));
    }

    /** What kind of artifact each entry of an index says that it is, in the order of its children. */
    static List<Optional<String>> artifactTypes(byte[] index) {
        var entries = parse(index).manifests();
        return entries == null
                ? List.of()
                : entries.stream()
                        .map(entry -> text(entry == null ? null : entry.artifactType()))
                        .toList();
    }

    private static Optional<String> text(@Nullable JsonNode node) {
        return node == null || !node.isTextual() || node.textValue().isEmpty()
                ? Optional.empty()
                : Optional.of(node.textValue());
    }

    /** Reads the bytes of a manifest from their start, under the same bounds. */
    static JsonParser parser(byte[] manifest) throws IOException {
        return READER.createParser(manifest);
    }

    /** The entry of a referrers' index for this manifest (OCI distribution-spec, "Pushing Manifests with Subject"). */
    static ObjectNode referrer(Manifest manifest) {
        try {
            var document = READER.readTree(manifest.bytes());
            var entry = JsonNodeFactory.instance.objectNode();
            entry.put("mediaType", manifest.mediaType().value());
            entry.put("digest", manifest.digest().toString());
            entry.put("size", manifest.size());
            text(document.get("artifactType"))
                    .or(() -> text(document.path("config").get("mediaType")))
                    .ifPresent(type -> entry.put("artifactType", type));
            if (document.path("annotations").isObject()) {
                entry.set("annotations", document.get("annotations"));
            }
            return entry;
        } catch (IOException e) {
            throw new IllegalStateException("a manifest has been read before", e);
        }
    }

    private static Document parse(byte[] bytes) {
        try {
            @Nullable Document document = READER.readValue(bytes);
            if (document == null) {
                throw new MalformedManifest("it is not a JSON object");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new MalformedManifest(
                    "it is not the JSON of a manifest: " + Quote.visible(e.getOriginalMessage(), 200) + where(e));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    private static String where(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static void refuseSchema1(Document document, MediaType contentType) {
        if (document.fsLayers() != null
                || Integer.valueOf(1).equals(document.schemaVersion())
                || contentType.value().startsWith("application/vnd.docker.distribution.manifest.v1+")) {
            throw new MalformedManifest("it is a Docker manifest of schema 1, which registries no longer take;"
                    + " pull it with a current client and push it again");
        }
    }

    private static void refuseTwoReadings(Document document, MediaType contentType) {
        if (document.mediaType() != null && !document.mediaType().equals(contentType.value())) {
            throw new MalformedManifest(
                    "it came as " + contentType + " but says that it is " + Quote.of(document.mediaType()));
        }
        var image = document.config() != null || document.layers() != null || document.blobs() != null;
        var index = document.manifests() != null;
        if (image && index) {
            throw new MalformedManifest("it is an index and an image at once (it has manifests and config or layers)");
        }
        if (contentType.isIndex() && !index) {
            throw new MalformedManifest("it came as " + contentType + " but lists no manifests");
        }
        if (contentType.isManifest() && !image) {
            throw new MalformedManifest("it came as " + contentType + " but has neither config nor layers");
        }
    }

    private static List<Descriptor> descriptors(@Nullable List<@Nullable Entry> entries, String member) {
        if (entries == null) {
            return List.of();
        }
        var descriptors = new ArrayList<Descriptor>(entries.size());
        for (var entry : entries) {
            descriptors.add(descriptor(entry, member));
        }
        return List.copyOf(descriptors);
    }

    private static Descriptor descriptor(@Nullable Entry entry, String member) {
        if (entry == null || entry.digest() == null || entry.size() == null) {
            throw new MalformedManifest("an entry of " + member + " has no digest or no size");
        }
        try {
            var mediaType = mediaType(entry.mediaType());
            var digest = Digest.parse(entry.digest());
            var data = data(entry.data(), digest, entry.size());
            return new Descriptor(mediaType, digest, entry.size(), foreign(entry, mediaType), data);
        } catch (IllegalArgumentException e) {
            throw new MalformedManifest("an entry of " + member + ": " + e.getMessage());
        }
    }

    /** What does not have the digest is no content, whatever it is; the registry is asked for it then. */
    private static Optional<Content> data(@Nullable String base64, Digest digest, long size) {
        if (base64 == null) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getDecoder().decode(base64);
            return bytes.length == size && digest.matches(bytes) ? Optional.of(new Content(bytes)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Nothing is decided by a layer's type but {@link #foreign}, so an odd one is no reason to refuse the image. */
    private static MediaType mediaType(@Nullable String value) {
        try {
            return value == null ? MediaType.OCTET_STREAM : new MediaType(value);
        } catch (IllegalArgumentException odd) {
            return MediaType.OCTET_STREAM;
        }
    }

    private static boolean foreign(Entry entry, MediaType mediaType) {
        return (entry.urls() != null && !entry.urls().isEmpty())
                || mediaType.value().startsWith("application/vnd.docker.image.rootfs.foreign.")
                || mediaType.value().startsWith("application/vnd.oci.image.layer.nondistributable.");
    }
}
