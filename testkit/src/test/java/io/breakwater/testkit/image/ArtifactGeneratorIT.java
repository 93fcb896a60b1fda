package io.breakwater.testkit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.testkit.google.GoogleFace;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated artifacts in a real registry. */
class ArtifactGeneratorIT {
    private static final List<GeneratedArtifact> ARTIFACTS =
            ArtifactGenerator.of(7).limit(200).toList();

    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        registry = RegistryProcess.start(folder.resolve("registry"));
    }

    @AfterAll
    static void stop() {
        registry.close();
        HTTP.close();
    }

    @Test
    void whatWasPushedReadsBackByteForByte() throws IOException, InterruptedException {
        try (var pusher = new RawPusher(registry.url())) {
            pusher.pushAll(ARTIFACTS, artifact -> "generated/" + artifact.kind());
        }

        for (var artifact : ARTIFACTS) {
            assertReadBack(artifact, "/v2/generated/" + artifact.kind());
        }
    }

    @Test
    void everyKindButSha512GoesThroughTheGoogleFace() {
        try (var face = GoogleFace.artifactRegistry(registry)
                        .account("_token", "secret")
                        .start();
                var pusher = new RawPusher(face.url(), "_token", "secret")) {
            var artifacts = ARTIFACTS.subList(0, ArtifactKind.values().length).stream()
                    .filter(GeneratedArtifact::isSha256Alone)
                    .toList();
            pusher.pushAll(artifacts, artifact -> "p/r/" + artifact.kind());

            var last = artifacts.getLast();
            assertEquals(
                    last.root().digest(),
                    registry.contents().digest("p/r/" + last.kind(), last.tag()).orElseThrow());
        }
    }

    private static void assertReadBack(GeneratedArtifact artifact, String repository)
            throws IOException, InterruptedException {
        for (var manifest : artifact.manifests()) {
            assertSame(artifact, manifest, get(repository + "/manifests/" + manifest.digest(), manifest.mediaType()));
        }
        for (var tag : artifact.tags().entrySet()) {
            var manifest = tag.getValue();
            assertSame(artifact, manifest, get(repository + "/manifests/" + tag.getKey(), manifest.mediaType()));
        }
        for (var blob : artifact.blobs()) {
            var read = get(repository + "/blobs/" + blob.digest(), "*/*").body();
            try (var pushed = blob.open().get()) {
                assertArrayEquals(pushed.readAllBytes(), read, artifact.name());
            }
        }
    }

    private static void assertSame(GeneratedArtifact artifact, TestManifest manifest, HttpResponse<byte[]> read) {
        assertEquals(200, read.statusCode(), artifact.name());
        assertArrayEquals(manifest.bytes(), read.body(), artifact.name());
        assertEquals(
                manifest.mediaType(), read.headers().firstValue("Content-Type").orElseThrow(), artifact.name());
    }

    private static HttpResponse<byte[]> get(String path, String accept) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(registry.url() + path)).header("Accept", accept);
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }
}
