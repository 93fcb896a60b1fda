package io.breakwater.registry.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.reference.Digest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final Digest A = Digest.ofSha256("a".getBytes(UTF_8));
    private static final Digest B = Digest.ofSha256("b".getBytes(UTF_8));

    private static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private static Manifest read(String mediaType, String json) {
        return Manifest.of(json.replace('\'', '"').getBytes(UTF_8), new MediaType(mediaType));
    }

    private static String entry(String mediaType, Digest digest, long size) {
        return "{'mediaType':'" + mediaType + "','digest':'" + digest + "','size':" + size + "}";
    }

    private static String reasonAgainst(String mediaType, String json) {
        return String.valueOf(assertThrows(MalformedManifest.class, () -> read(mediaType, json))
                .getMessage());
    }

    @Test
    void bytesAreKeptAsTheyCame() {
        var bytes = "{ \"config\" : null,\n\t\"layers\":[ ] }\n".getBytes(UTF_8);

        var manifest = Manifest.of(bytes, MediaType.OCI_MANIFEST);

        assertArrayEquals(bytes, manifest.bytes());
        assertEquals(Digest.ofSha256(bytes), manifest.digest());
        assertEquals(bytes.length, manifest.size());
    }

    @Test
    void imageRefersToItsConfigAndLayersInOrder() {
        var manifest = read(
                OCI,
                "{'schemaVersion':2,'config':" + entry("application/vnd.oci.image.config.v1+json", A, 1) + ",'layers':["
                        + entry("application/vnd.oci.image.layer.v1.tar+zstd", B, 2) + "]}");

        assertEquals(
                List.of(A, B), manifest.blobs().stream().map(Descriptor::digest).toList());
        assertEquals(List.of(), manifest.children());
    }

    @Test
    void indexRefersToItsManifests() {
        var manifest = read(INDEX, "{'schemaVersion':2,'manifests':[" + entry(OCI, A, 7) + "]}");

        assertEquals(List.of(new Descriptor(MediaType.OCI_MANIFEST, A, 7)), manifest.children());
        assertEquals(List.of(), manifest.blobs());
    }

    @Test
    void artifactTellsItsTypeAndSubject() {
        var manifest = read(
                OCI,
                "{'artifactType':'application/vnd.example.sbom','config':" + entry("a/b", A, 2)
                        + ",'layers':[],'subject':" + entry(OCI, B, 9) + "}");

        assertEquals(Optional.of("application/vnd.example.sbom"), manifest.artifactType());
        assertEquals(Optional.of(new Descriptor(MediaType.OCI_MANIFEST, B, 9)), manifest.subject());
    }

    @Test
    void artifactOfUnknownTypeIsReadByItsMembers() {
        var manifest = read("application/vnd.oci.artifact.manifest.v1+json", "{'blobs':[" + entry("a/b", A, 2) + "]}");

        assertEquals(
                List.of(A), manifest.blobs().stream().map(Descriptor::digest).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip,true",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip,true",
        "application/vnd.oci.image.layer.v1.tar+gzip,false",
        "not a media type,false"
    })
    void typeTellsForeignLayers(String mediaType, boolean foreign) {
        var manifest = read(OCI, "{'layers':[" + entry(mediaType, A, 1) + "]}");

        assertEquals(foreign, manifest.blobs().getFirst().foreign());
    }

    @Test
    void urlsMakeALayerForeign() {
        var layer = "{'mediaType':'a/b','digest':'" + A + "','size':1,'urls':['https://elsewhere.example/layer']}";

        assertTrue(read(OCI, "{'layers':[" + layer + "]}").blobs().getFirst().foreign());
        assertFalse(read(OCI, "{'layers':[" + layer.replace("'https://elsewhere.example/layer'", "") + "]}")
                .blobs()
                .getFirst()
                .foreign());
    }

    @Test
    void indexThatIsAlsoAnImageIsRefused() {
        assertTrue(reasonAgainst(INDEX, "{'manifests':[],'layers':[]}").contains("at once"));
        assertTrue(reasonAgainst(OCI, "{'manifests':[],'config':" + entry("a/b", A, 1) + "}")
                .contains("at once"));
        assertTrue(reasonAgainst("a/b", "{'manifests':[],'layers':[]}").contains("at once"));
    }

    @Test
    void documentThatSaysItIsSomethingElseIsRefused() {
        assertTrue(
                reasonAgainst(OCI, "{'mediaType':'" + INDEX + "','layers':[]}").contains("says that it is"));
    }

    @Test
    void documentOfTheOtherShapeIsRefused() {
        reasonAgainst(OCI, "{'manifests':[]}");
        reasonAgainst(INDEX, "{'layers':[]}");
        reasonAgainst(OCI, "{}");
        reasonAgainst(INDEX, "{}");
    }

    @Test
    void schema1IsRefusedByName() {
        assertTrue(reasonAgainst("a/b", "{'schemaVersion':1,'layers':[]}").contains("schema 1"));
        assertTrue(
                reasonAgainst("a/b", "{'fsLayers':[{'blobSum':'" + A + "'}]}").contains("schema 1"));
        assertTrue(reasonAgainst("application/vnd.docker.distribution.manifest.v1+prettyjws", "{}")
                .contains("schema 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "<html></html>",
                "{'layers':[]} {}",
                "{'layers':[],'layers':[]}",
                "{'layers':{}}",
                "{'layers':[null]}",
                "{'layers':[{}]}",
                "{'layers':[{'digest':'latest','size':1}]}",
                "{'layers':[{'digest':'sha256:../x','size':1}]}"
            })
    void whatIsNoManifestIsRefused(String json) {
        reasonAgainst(OCI, json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "'1'", "1e3", "9223372036854775808", "true"})
    void strangeSizeIsRefused(String size) {
        reasonAgainst(OCI, "{'layers':[{'digest':'" + A + "','size':" + size + "}]}");
    }

    @Test
    void manifestOf8MiBIsTakenAndOneByteMoreIsNot() {
        var start = "{\"layers\":[]";
        var longest = start + " ".repeat(Manifest.LONGEST - start.length() - 1) + "}";

        assertEquals(Manifest.LONGEST, read(OCI, longest).size());
        reasonAgainst(OCI, longest + " ");
    }

    @Test
    void tenThousandLayersAreRead() {
        var layers = (entry("a/b", A, 1) + ",").repeat(9_999) + entry("a/b", A, 1);

        assertEquals(10_000, read(OCI, "{'layers':[" + layers + "]}").blobs().size());
    }

    @Test
    void deepAndWideDocumentsAreRefusedBeforeTheyFillTheHeap() {
        reasonAgainst(OCI, "{'layers':[],'x':" + "[".repeat(100_000) + "}");
        reasonAgainst(OCI, "{'layers':[],'x':[" + "[],".repeat(1_000_000) + "[]]}");
    }
}
