package io.breakwater.registry.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.reference.Digest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferrersIndexTest {
    /** With all that a writer of ours would not write so: order, spaces, unknown members, odd numbers and escapes. */
    private static final String A = entry(
            "a",
            ",\"artifactType\":\"x/sbom\",  \"annotations\":{\"k\":\"\\u00e9\",\"k2\":\"1\"}, \"new\":[1.0e2,{\"x\":null}]");

    private static final String A_OTHERWISE = entry("a", "");
    private static final String B = entry("b", ",\"annotations\":{\"k\":\"v\"}");
    private static final String C = entry("c", "");

    private static String entry(String digit, String more) {
        return "{\"size\" : 7,\"digest\":\"sha256:" + digit.repeat(64) + "\",\"mediaType\":\"" + MediaType.OCI_MANIFEST
                + "\"" + more + " }";
    }

    private static String document(String list) {
        return "{\n \"annotations\":{\"manifests\":\"[1]\"},\"schemaVersion\":2, \"manifests\": [" + list
                + "],\"mediaType\":\"" + MediaType.OCI_INDEX + "\"}\n";
    }

    private static Manifest index(String list) {
        return Manifest.of(document(list).getBytes(UTF_8), MediaType.OCI_INDEX);
    }

    private static String text(Manifest manifest) {
        return new String(manifest.bytes(), UTF_8);
    }

    private static String entries(String names) {
        return names == null
                ? ""
                : names.replace("A", A)
                        .replace("O", A_OTHERWISE)
                        .replace("B", B)
                        .replace("C", C);
    }

    @ParameterizedTest(name = "{0} and {1} are {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    |           |
                    | B         | B
            A       |           | A
            A       | A         | A
            A       | O         | A
            A       | B         | A,B
            A,B     | B,A       | A,B
            A,B     | C,A       | A,B,C
            A ,  B  | C,C       | A ,  B,C
            A,O     | B         | A,O,B
            B       | A,O       | B,A
            C,B     | A,B,O     | C,B,A
            """)
    void mergeKeepsAllAndAddsWhatIsNew(String existing, String other, String merged) {
        var first = index(existing == null ? "" : entries(existing));

        var result = ReferrersIndex.merge(first, index(entries(other)));

        assertEquals(document(entries(merged)), text(result));
        assertEquals(MediaType.OCI_INDEX, result.mediaType());
    }

    @Test
    void nothingNewIsTheVeryIndexThatWasThere() {
        var existing = index(A + "," + B);

        assertSame(existing, ReferrersIndex.merge(existing, index(B)));
    }

    @Test
    void onlyIndexesOfOciAreMerged() {
        var list = Manifest.of("{\"schemaVersion\":2,\"manifests\":[]}".getBytes(UTF_8), MediaType.DOCKER_LIST);

        assertThrows(MalformedManifest.class, () -> ReferrersIndex.merge(list, index(A)));
        assertThrows(MalformedManifest.class, () -> ReferrersIndex.merge(index(A), list));
    }

    @ParameterizedTest
    @CsvSource({"UTF-16BE", "UTF-16LE", "UTF-32BE"})
    void otherEncodingsAreRefused(String charset) {
        var odd = Manifest.of(
                "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(Charset.forName(charset)), MediaType.OCI_INDEX);

        assertThrows(MalformedManifest.class, () -> ReferrersIndex.merge(odd, index(A)));
    }

    @Test
    void resultIsNoLongerThanAManifestMayBe() {
        var long1 = index(entry("a", ",\"annotations\":{\"k\":\"" + "x".repeat(5 << 20) + "\"}"));
        var long2 = index(entry("b", ",\"annotations\":{\"k\":\"" + "x".repeat(5 << 20) + "\"}"));

        assertThrows(MalformedManifest.class, () -> ReferrersIndex.merge(long1, long2));
    }

    @Test
    void listTellsEachDigestOnceWithItsType() {
        assertEquals(
                List.of(
                        new Referrer(index(A).children().getFirst(), Optional.of("x/sbom")),
                        new Referrer(index(B).children().getFirst(), Optional.empty())),
                ReferrersIndex.read(index(A + "," + B + "," + A_OTHERWISE)));
    }

    @Test
    void typeThatIsNoTextIsNone() {
        var odd = index(entry("a", ",\"artifactType\":7"));

        assertEquals(Optional.empty(), ReferrersIndex.read(odd).getFirst().artifactType());
    }

    @Test
    void tagIsTheAlgorithmAndSixtyFourDigits() {
        assertEquals("sha256-" + "a".repeat(64), ReferrersIndex.tag(Digest.parse("sha256:" + "a".repeat(64))));
        assertEquals("sha512-" + "b".repeat(64), ReferrersIndex.tag(Digest.parse("sha512:" + "b".repeat(128))));
    }

    private static Manifest referrer(String more) {
        var json = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                + "\",\"config\":{\"mediaType\":\"x/config\",\"digest\":\"sha256:" + "d".repeat(64)
                + "\",\"size\":2},\"layers\":[]" + more + "}";
        return Manifest.of(json.getBytes(StandardCharsets.UTF_8), MediaType.OCI_MANIFEST);
    }

    @Test
    void entryOfAReferrerHasItsTypeAndAllItsAnnotations() {
        var typed = referrer(",\"artifactType\":\"x/sig\",\"annotations\":{\"a\":\"1\",\"b\":\"é\"}");
        var untyped = referrer(",\"artifactType\":\"\"");

        var index = ReferrersIndex.merge(ReferrersIndex.of(typed), ReferrersIndex.of(untyped));

        assertEquals(
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[{\"mediaType\":\""
                        + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + typed.digest() + "\",\"size\":" + typed.size()
                        + ",\"artifactType\":\"x/sig\",\"annotations\":{\"a\":\"1\",\"b\":\"é\"}},{\"mediaType\":\""
                        + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + untyped.digest() + "\",\"size\":"
                        + untyped.size() + ",\"artifactType\":\"x/config\"}]}",
                text(index));
        assertEquals(
                Optional.of("x/config"), ReferrersIndex.read(index).getLast().artifactType());
    }

    @Test
    void emptyIndexTakesItsFirstEntry() {
        assertEquals(
                List.of("x/config"),
                ReferrersIndex.read(ReferrersIndex.merge(ReferrersIndex.empty(), ReferrersIndex.of(referrer(""))))
                        .stream()
                        .flatMap(entry -> entry.artifactType().stream())
                        .toList());
    }
}
