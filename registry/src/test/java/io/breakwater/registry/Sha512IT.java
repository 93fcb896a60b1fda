package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Blobs and manifests under a sha512 digest (image-spec, "Registered Algorithms"). Debian's registry takes such blobs and tells
 * their sha256, which {@link ConformanceIT} covers, and no such manifests; here faces stand for ends that know sha512 alone.
 */
class Sha512IT {
    private static final byte[] LAYER = "a layer".getBytes(UTF_8);
    private static final Digest DIGEST = digest(LAYER);
    private static final Manifest IMAGE = Manifest.of(
            ("{\"schemaVersion\":2,\"layers\":[" + Images.entry(Images.OCI_LAYER, DIGEST, LAYER.length) + "]}")
                    .getBytes(UTF_8),
            MediaType.OCI_MANIFEST);

    private static final Digest ROOT = digest(IMAGE.bytes());

    private final Face source = Face.alone();
    private final Face target = Face.alone();
    private final AtomicReference<byte[]> stored = new AtomicReference<>(new byte[0]);

    Sha512IT() throws IOException {
        source.on(
                "GET",
                "/manifests/",
                Face.body(200, IMAGE.bytes(), "Content-Type", IMAGE.mediaType().value()));
        target.on("POST", "/blobs/uploads/", Face.status(202, "Location", "/v2/copy/app/blobs/uploads/1"));
        target.on("PUT", "/blobs/uploads/", exchange -> {
            stored.set(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Docker-Content-Digest", DIGEST.toString());
            exchange.sendResponseHeaders(201, -1);
        });
        target.on(
                "PUT",
                "/manifests/",
                Face.status(201, "Docker-Content-Digest", IMAGE.digest().toString()));
    }

    private static Digest digest(byte[] bytes) {
        try {
            return Digest.parse("sha512:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private void copy() {
        try (var from = new Registry(source.config());
                var to = new Registry(target.config())) {
            var order = new CopyOrder(
                    "library/app", IMAGE.digest(), "copy/app", Optional.of("v1"), TagGate.ALWAYS, CopyListener.SILENT);
            new Copier(from, to, CopyLimits.defaults()).copy(order.expectingNew());
        }
    }

    @Test
    void blobIsVerifiedAndCommittedUnderItsOwnDigest() {
        source.on("GET", "/blobs/" + DIGEST, Face.body(200, LAYER));

        copy();

        assertArrayEquals(LAYER, stored.get());
        assertEquals(
                List.of("PUT /v2/copy/app/blobs/uploads/1?digest=sha512%3A" + DIGEST.hex()),
                target.requests("PUT /v2/copy/app/blobs/uploads/"));
    }

    @Test
    void otherBytesOfThatLengthNeverArrive() {
        source.on("GET", "/blobs/" + DIGEST, Face.body(200, "a lawyer".substring(0, LAYER.length)));

        var fault = assertThrows(ArtifactFault.class, this::copy);

        assertEquals(ArtifactFault.DIGEST_MISMATCH, fault.code());
        assertEquals(List.of(), target.requests("PUT /v2/copy/app/manifests/"));
    }

    // ---- A manifest under a sha512 digest, of which the registry tells the sha256 one

    private static Face.Reply telling(Manifest manifest) {
        return Face.body(
                200,
                manifest.bytes(),
                "Content-Type",
                manifest.mediaType().value(),
                "Docker-Content-Digest",
                manifest.digest().toString());
    }

    private static Face.Reply tellingOf(Manifest manifest) {
        return exchange -> {
            exchange.getResponseHeaders()
                    .add("Content-Type", manifest.mediaType().value());
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(manifest.size()));
            exchange.getResponseHeaders()
                    .add("Docker-Content-Digest", manifest.digest().toString());
            exchange.sendResponseHeaders(200, -1);
        };
    }

    private CopyResult copy(Optional<String> tag) {
        try (var from = new Registry(source.config());
                var to = new Registry(target.config())) {
            var order = new CopyOrder("library/app", ROOT, "copy/app", tag, TagGate.ALWAYS, CopyListener.SILENT);
            return new Copier(from, to, CopyLimits.defaults()).copy(order);
        }
    }

    @Test
    void manifestIsFoundUnderTheDigestThatWasAskedFor() {
        source.on("HEAD", "/manifests/" + ROOT, tellingOf(IMAGE)).on("GET", "/manifests/" + ROOT, telling(IMAGE));

        try (var registry = new Registry(source.config())) {
            assertEquals(
                    ROOT,
                    registry.headManifest("library/app", ROOT.toString())
                            .orElseThrow()
                            .digest());
            assertEquals(
                    IMAGE, registry.getManifest("library/app", ROOT.toString()).orElseThrow());
        }
    }

    /** The sha256 digest that it tells is right for what it gives, but nobody asked for that. */
    @Test
    void otherManifestIsRefusedHoweverWellItsOwnDigestFits() {
        var other = Images.image(Images.Blob.of("another"));
        source.on("HEAD", "/manifests/" + ROOT, tellingOf(other)).on("GET", "/manifests/" + ROOT, telling(other));

        try (var registry = new Registry(source.config())) {
            for (Executable ask : List.<Executable>of(
                    () -> registry.headManifest("library/app", ROOT.toString()),
                    () -> registry.getManifest("library/app", ROOT.toString()))) {
                assertEquals(
                        ArtifactFault.DIGEST_MISMATCH,
                        assertThrows(ArtifactFault.class, ask).code());
            }
        }
    }

    @Test
    void imageThatIsThereUnderItsTagIsNotCopiedAgain() {
        target.on("HEAD", "/manifests/v1", tellingOf(IMAGE)).on("GET", "/manifests/v1", telling(IMAGE));

        assertInstanceOf(CopyResult.AlreadyPresent.class, copy(Optional.of("v1")));
        assertEquals(List.of(), source.requests(""));
    }

    @Test
    void otherImageUnderTheTagIsReplaced() {
        source.on("GET", "/blobs/" + DIGEST, Face.body(200, LAYER));
        var other = Images.image(Images.Blob.of("another"));
        target.on("HEAD", "/manifests/v1", tellingOf(other)).on("GET", "/manifests/v1", telling(other));

        assertInstanceOf(CopyResult.Copied.class, copy(Optional.of("v1")));
    }

    /** It would be of no use under another digest: an index that lists it could not be pulled. */
    @Test
    void targetThatStoresItUnderAnotherDigestAloneIsCaught() {
        source.on("GET", "/blobs/" + DIGEST, Face.body(200, LAYER));

        assertEquals(
                ArtifactFault.DIGEST_MISMATCH,
                assertThrows(ArtifactFault.class, () -> copy(Optional.empty())).code());

        target.on("HEAD", "/manifests/" + ROOT, tellingOf(IMAGE)).on("GET", "/manifests/" + ROOT, telling(IMAGE));
        assertInstanceOf(CopyResult.AlreadyPresent.class, copy(Optional.empty()));
    }
}
