package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Docker's manifests of schema 1, as a real registry signs and keeps them. Their digest is not that of their bytes, and
 * Google's registries take none: they are refused by name, before anything is written.
 */
class Schema1IT {
    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    @Test
    void manifestOfSchema1IsRefusedByNameAndNothingIsWritten(@TempDir Path folder)
            throws IOException, InterruptedException {
        try (var source = RegistryProcess.start(folder.resolve("source"));
                var target = RegistryProcess.start(folder.resolve("target"));
                var from = registry(source);
                var to = registry(target)) {
            var digest = pushSchema1(source);
            var copier = new Copier(from, to, CopyLimits.defaults());

            var byTag =
                    assertThrows(ArtifactFault.class, () -> copier.order("library/old", "old", "standby/old", "old"));
            var byDigest = assertThrows(ArtifactFault.class, () -> copier.copy(byDigest(digest)));

            for (var fault : List.of(byTag, byDigest)) {
                assertEquals(ArtifactFault.MANIFEST_INVALID, fault.code());
                var message = String.valueOf(fault.getMessage());
                assertTrue(message.contains("a Docker manifest of schema 1"), message);
                assertTrue(message.contains("push it again"), message);
            }
            assertEquals(List.of(), target.contents().repositories());
        }
    }

    private static CopyOrder byDigest(Digest digest) {
        return new CopyOrder(
                "library/old", digest, "standby/old", Optional.of("old"), TagGate.ALWAYS, CopyListener.SILENT);
    }

    private static Registry registry(RegistryProcess process) {
        return new Registry(RegistryConfig.of(HostPort.parse(process.host())).withPlainHttp(true));
    }

    /** The registry makes one of an image for whoever does not say what he takes. */
    private static Digest pushSchema1(RegistryProcess registry) throws IOException, InterruptedException {
        try (var pusher = new RawPusher(registry.url())) {
            pusher.push("library/old", TestImages.docker(81, 2, 500), "new");
            var converted = get(registry.url().resolve("/v2/library/old/manifests/new"));
            assertEquals(Optional.of(SCHEMA_1), converted.headers().firstValue("Content-Type"));
            pusher.putManifest("library/old", TestManifest.of(SCHEMA_1, converted.body()), "old");
            return Digest.parse(
                    converted.headers().firstValue("Docker-Content-Digest").orElseThrow());
        }
    }

    private static HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
        }
    }
}
