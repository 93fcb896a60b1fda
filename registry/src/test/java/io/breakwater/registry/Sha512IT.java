package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
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

/**
 * Blobs under a sha512 digest (image-spec, "Registered Algorithms"). Debian's registry takes them and tells their sha256, which
 * {@link ConformanceIT} covers; here faces stand for ends that know sha512 alone.
 */
class Sha512IT {
    private static final byte[] LAYER = "a layer".getBytes(UTF_8);
    private static final Digest DIGEST = digest(LAYER);
    private static final Manifest IMAGE = Manifest.of(
            ("{\"schemaVersion\":2,\"layers\":[" + Images.entry(Images.OCI_LAYER, DIGEST, LAYER.length) + "]}")
                    .getBytes(UTF_8),
            MediaType.OCI_MANIFEST);

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
}
