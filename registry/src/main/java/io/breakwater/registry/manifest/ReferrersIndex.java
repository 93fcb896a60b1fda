package io.breakwater.registry.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.breakwater.registry.reference.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The index under a fallback tag, where a registry has no referrers API (OCI distribution-spec, "Referrers Tag Schema").
 * Pure: nothing here asks a registry. Entries are handled as the bytes that they are written in, so that annotations and
 * members that we do not know stay as they are.
 */
public final class ReferrersIndex {
    private static final String START =
            "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[";
    private static final String END = "]}";
    private static final int LONGEST_HEX = 64;

    private ReferrersIndex() {}

    /** The tag of the index: {@code sha256-<hex>}; of longer digests the first 64 digits. */
    public static String tag(Digest subject) {
        var hex = subject.hex();
        return subject.algorithm() + "-" + hex.substring(0, Math.min(LONGEST_HEX, hex.length()));
    }

    /** An index without entries. */
    public static Manifest empty() {
        return index("");
    }

    /** What an index lists; each digest once, the first of several alike. */
    public static List<Referrer> read(Manifest index) {
        var types = ManifestDocument.artifactTypes(index.bytes());
        var referrers = new LinkedHashMap<Digest, Referrer>();
        for (int i = 0; i < index.children().size(); i++) {
            var child = index.children().get(i);
            referrers.putIfAbsent(child.digest(), new Referrer(child, types.get(i)));
        }
        return List.copyOf(referrers.values());
    }

    /**
     * Both lists in one: {@code existing} with all its bytes, and after its own entries those of {@code other} whose digest
     * it has not got, as they are written there. {@code existing} itself if there are none, so that nothing needs to be pushed.
     *
     * @throws MalformedManifest if one of them is no OCI index, or the result is longer than a manifest may be
     */
    public static Manifest merge(Manifest existing, Manifest other) {
        var own = Entries.of(existing);
        var known = new HashSet<Digest>();
        existing.children().forEach(child -> known.add(child.digest()));
        var added = new ArrayList<byte[]>();
        Entries.of(other).byDigest(other).forEach((digest, bytes) -> {
            if (known.add(digest)) {
                added.add(bytes);
            }
        });
        return added.isEmpty() ? existing : Manifest.of(own.with(existing.bytes(), added), MediaType.OCI_INDEX);
    }

    /** An index with the one entry that a referrer's manifest asks for: its type and all its annotations. */
    public static Manifest of(Manifest referrer) {
        return index(ManifestDocument.referrer(referrer).toString());
    }

    private static Manifest index(String entries) {
        return Manifest.of((START + entries + END).getBytes(StandardCharsets.UTF_8), MediaType.OCI_INDEX);
    }

    /**
     * Where the entries of an index lie in its bytes.
     *
     * @param entries from and to, in bytes
     * @param end where the list ends, at its bracket
     */
    private record Entries(List<Span> entries, int end) {
        private record Span(int from, int to) {}

        static Entries of(Manifest index) {
            if (!index.mediaType().equals(MediaType.OCI_INDEX)) {
                throw new MalformedManifest("it is no index of referrers, but " + index.mediaType());
            }
            try (var parser = ManifestDocument.parser(index.bytes())) {
                return find(parser);
            } catch (IOException e) {
                throw new IllegalStateException("a manifest has been read before", e);
            }
        }

        private static Entries find(JsonParser parser) throws IOException {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var manifests = parser.currentName().equals("manifests");
                parser.nextToken();
                if (manifests) {
                    return list(parser);
                }
                parser.skipChildren();
            }
            throw new IllegalStateException("an index has manifests");
        }

        private static Entries list(JsonParser parser) throws IOException {
            var entries = new ArrayList<Span>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                var from = offset(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                entries.add(new Span(from, offset(parser.currentLocation().getByteOffset())));
            }
            return new Entries(
                    List.copyOf(entries), offset(parser.currentTokenLocation().getByteOffset()));
        }

        /** UTF-16 and UTF-32, which RFC 8259 forbids, have no offsets in bytes. */
        private static int offset(long bytes) {
            if (bytes < 0) {
                throw new MalformedManifest("it is not in UTF-8");
            }
            return Math.toIntExact(bytes);
        }

        Map<Digest, byte[]> byDigest(Manifest index) {
            var bytes = index.bytes();
            var found = new LinkedHashMap<Digest, byte[]>();
            for (int i = 0; i < entries.size(); i++) {
                var span = entries.get(i);
                found.putIfAbsent(index.children().get(i).digest(), Arrays.copyOfRange(bytes, span.from(), span.to()));
            }
            return found;
        }

        byte[] with(byte[] index, List<byte[]> added) {
            var result = new ByteArrayOutputStream(index.length);
            result.write(index, 0, end);
            var comma = !entries.isEmpty();
            for (var entry : added) {
                if (comma) {
                    result.write(',');
                }
                result.writeBytes(entry);
                comma = true;
            }
            result.write(index, end, index.length - end);
            return result.toByteArray();
        }
    }
}
