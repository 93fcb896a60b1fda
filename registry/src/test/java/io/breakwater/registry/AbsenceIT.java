package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.Images.Blob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A 404 of an ingress whose route to the registry is gone is no word on what the registry has. */
class AbsenceIT {
    private static final Blob BLOB = Blob.of("x");

    private final Face face = Face.alone().on("HEAD", "/", Face.status(404));
    private final Registry registry = new Registry(face.config());

    AbsenceIT() throws IOException {}

    @AfterEach
    void close() {
        registry.close();
        face.close();
    }

    private void throwsNoRegistry(Runnable question) {
        assertEquals(
                RegistryFault.NO_REGISTRY,
                assertThrows(RegistryFault.class, question::run).code());
    }

    @Test
    void pageOfAnIngressIsNoAbsence() {
        face.on("GET", "/", Face.body(404, "default backend - 404", "Content-Type", "text/plain"));

        throwsNoRegistry(() -> registry.headManifest("library/app", "v1"));
        throwsNoRegistry(() -> registry.getManifest("library/app", "v1"));
        throwsNoRegistry(() -> registry.hasBlob("library/app", BLOB.digest()));
        throwsNoRegistry(() -> registry.getBlob("library/app", BLOB.descriptor()));
    }

    @Test
    void jsonOfAGatewayIsNoAbsence() {
        face.on("GET", "/", Face.body(404, "{\"message\":\"no Route matched\"}", "Content-Type", "application/json"));

        throwsNoRegistry(() -> registry.headManifest("library/app", "v1"));
    }

    @Test
    void errorAsTheSpecificationWritesItIsBelieved() {
        face.on("GET", "/", Face.error(404, "NOT_FOUND"));

        assertEquals(Optional.empty(), registry.headManifest("library/app", "v1"));
        assertFalse(registry.hasBlob("library/app", BLOB.digest()));
        assertEquals(4, face.seen().size(), "each HEAD is followed by a GET");
    }

    @Test
    void registrysHeaderIsBelievedAtOnce() {
        face.on("HEAD", "/", Face.status(404, "Docker-Distribution-Api-Version", "registry/2.0"));

        assertEquals(Optional.empty(), registry.headManifest("library/app", "v1"));

        assertEquals(List.of("HEAD /v2/library/app/manifests/v1"), face.requests("/"));
    }
}
