package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The client against a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryIT {
    private final Blob config = Blob.of("{}");
    private final Blob layer = Blob.random(1, 100_000);

    private final RegistryProcess process;
    private final Registry registry;

    RegistryIT() throws IOException {
        process = new RegistryProcess();
        registry = new Registry(process.config());
    }

    @BeforeAll
    void pushAnImage() {
        Images.push(registry, "library/app", "v1", Images.image(config, layer), config, layer);
    }

    @AfterAll
    void close() {
        registry.close();
        process.close();
    }

    @Test
    void headTellsDigestTypeAndSize() {
        var image = Images.image(config, layer);

        assertEquals(Optional.of(image.descriptor()), registry.headManifest("library/app", "v1"));
        assertEquals(
                Optional.of(image.descriptor()),
                registry.headManifest("library/app", image.digest().toString()));
    }

    @Test
    void whatIsNotThereIsEmpty() {
        var nowhere = Digest.ofSha256(new byte[] {9}).toString();

        assertEquals(Optional.empty(), registry.headManifest("library/app", "v2"));
        assertEquals(Optional.empty(), registry.getManifest("library/app", "v2"));
        assertEquals(Optional.empty(), registry.getManifest("library/app", nowhere));
        assertEquals(Optional.empty(), registry.headManifest("library/nothing", "v1"));
        assertFalse(registry.hasBlob("library/app", Digest.parse(nowhere)));
        assertTrue(registry.getBlob("library/app", new Descriptor(MediaType.OCTET_STREAM, Digest.parse(nowhere), 1))
                .isEmpty());
    }

    @Test
    void manifestComesAsItWasPushed() {
        var image = Images.image(config, layer);

        var pulled = registry.getManifest("library/app", "v1").orElseThrow();

        assertArrayEquals(image.bytes(), pulled.bytes());
        assertEquals(image, pulled);
    }

    @Test
    void blobComesAsItWasPushed() throws IOException {
        assertTrue(registry.hasBlob("library/app", layer.digest()));
        try (var reader = registry.getBlob("library/app", layer.descriptor()).orElseThrow()) {
            assertArrayEquals(layer.bytes(), reader.readAllBytes());
        }
    }

    @Test
    void emptyBlobCanBeStored() throws IOException {
        var empty = Blob.of("");
        registry.putBlob("library/empty", empty.descriptor(), new ByteArrayInputStream(empty.bytes()));

        try (var reader = registry.getBlob("library/empty", empty.descriptor()).orElseThrow()) {
            assertEquals(0, reader.readAllBytes().length);
        }
    }

    @Test
    void wrongBlobIsNotStored() {
        var promised = Blob.random(2, 100_000);
        var other = Blob.random(3, 100_000);

        var fault = assertThrows(
                ArtifactFault.class,
                () -> registry.putBlob(
                        "library/wrong", promised.descriptor(), new ByteArrayInputStream(other.bytes())));

        assertEquals(ArtifactFault.DIGEST_MISMATCH, fault.code());
        assertFalse(registry.hasBlob("library/wrong", promised.digest()));
        assertFalse(registry.hasBlob("library/wrong", other.digest()));
    }

    @Test
    void shortBlobIsNotStored() {
        var promised = new Descriptor(MediaType.OCTET_STREAM, layer.digest(), layer.bytes().length + 1L);

        var fault = assertThrows(
                ArtifactFault.class,
                () -> registry.putBlob("library/wrong", promised, new ByteArrayInputStream(layer.bytes())));

        assertEquals(ArtifactFault.SIZE_MISMATCH, fault.code());
        assertFalse(registry.hasBlob("library/wrong", layer.digest()));
    }

    @Test
    void blobIsMountedFromAnotherRepository() {
        assertTrue(registry.mountBlob("library/mounted", layer.digest(), "library/app"));
        assertTrue(registry.hasBlob("library/mounted", layer.digest()));
    }

    @Test
    void mountOfWhatIsNotThereIsDeclined() {
        var nowhere = Digest.ofSha256(new byte[] {8});

        assertFalse(registry.mountBlob("library/mounted", nowhere, "library/app"));
        assertFalse(registry.hasBlob("library/mounted", nowhere));
    }

    @Test
    void manifestWithMissingBlobIsRefusedAndNamesIt() {
        var missing = Blob.random(4, 10);

        var fault = assertThrows(
                ArtifactFault.class,
                () -> registry.putManifest("library/app", "broken", Images.image(config, missing)));

        assertEquals("MANIFEST_BLOB_UNKNOWN", fault.code());
        assertTrue(fault.named().contains(missing.digest()));
        assertEquals(Optional.empty(), registry.headManifest("library/app", "broken"));
    }

    @Test
    void tagsAreListed() {
        var image = Images.image(config);
        Images.push(registry, "library/tags", "b", image, config);
        registry.putManifest("library/tags", "a", image);
        registry.putManifest("library/tags", "c.1", image);

        assertEquals(
                List.of("a", "b", "c.1"),
                registry.listTags("library/tags").stream().sorted().toList());
    }

    @Test
    void tagsOfNoRepositoryAreAFault() {
        var fault = assertThrows(ArtifactFault.class, () -> registry.listTags("library/nothing"));

        assertEquals("NAME_UNKNOWN", fault.code());
    }

    @Test
    void namesThatBreakTheGrammarNeverReachTheRegistry() {
        var before = registry.requests();

        assertThrows(IllegalArgumentException.class, () -> registry.headManifest("../etc", "v1"));
        assertThrows(IllegalArgumentException.class, () -> registry.headManifest("library/app", "v1?x"));
        assertThrows(IllegalArgumentException.class, () -> registry.getManifest("library/app", "sha256:../.."));
        assertThrows(IllegalArgumentException.class, () -> registry.listTags("library/app?n=1"));
        assertEquals(before, registry.requests());
    }

    @Test
    void registryThatIsNotThereIsUnreachable() throws IOException {
        var gone = new RegistryProcess();
        gone.close();
        try (var nobody = new Registry(gone.config())) {
            var fault = assertThrows(RegistryFault.class, () -> nobody.headManifest("library/app", "v1"));

            assertEquals(RegistryFault.UNREACHABLE, fault.code());
            assertEquals(
                    "Cannot look for manifest library/app:v1 at " + gone.host()
                            + ": no connection (refused or no route). Check its address, that it runs, and the network between.",
                    fault.getMessage());
        }
    }
}
