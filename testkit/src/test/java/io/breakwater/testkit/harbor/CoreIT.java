package io.breakwater.testkit.harbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Harbor's core says below {@code /v2/} otherwise than the registry behind it. */
class CoreIT {
    private static final TestImage IMAGE = TestImages.docker(91, 1, 500);
    private static final TestImage INDEX = TestImages.ociIndex(92, 2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private static HarborFace face;
    private static RawPusher pusher;

    @BeforeAll
    static void start() {
        registry = RegistryProcess.start(folder.resolve("registry"));
        face = HarborFace.inFrontOf(registry).start();
        pusher = new RawPusher(face.url());
    }

    @AfterAll
    static void stop() {
        pusher.close();
        face.close();
        registry.close();
        HTTP.close();
    }

    @Test
    void whatIsNotThereIsNotFoundAndNoRegistrysHeaderTells() throws IOException, InterruptedException {
        pusher.push("library/there", IMAGE, "v1");

        for (var path : List.of("library/there/manifests/v2", "library/nowhere/tags/list")) {
            var response = send("GET", path);

            assertEquals(404, response.statusCode(), path);
            assertEquals("NOT_FOUND", code(response), path);
            assertTrue(response.headers()
                    .firstValue("Docker-Distribution-Api-Version")
                    .isEmpty());
        }
        assertEquals(
                "BLOB_UNKNOWN",
                code(send("GET", "library/there/blobs/" + INDEX.root().digest())));
    }

    @Test
    void aTagIsNotDeletedHere() throws IOException, InterruptedException {
        pusher.push("library/tagged", IMAGE, "v1");

        var response = send("DELETE", "library/tagged/manifests/v1");

        assertEquals(400, response.statusCode());
        assertEquals("UNSUPPORTED", code(response));
        assertEquals(200, send("GET", "library/tagged/manifests/v1").statusCode());
    }

    @Test
    void aChildIsNotDeletedAndGoesWithItsParent() throws IOException, InterruptedException {
        pusher.push("library/index", INDEX, "v1");
        var manifests = "library/index/manifests/";

        var refused = send("DELETE", manifests + INDEX.children().getFirst().digest());
        var done = send("DELETE", manifests + INDEX.root().digest());

        assertEquals(412, refused.statusCode());
        assertEquals("VIOLATE_FOREIGN_KEY_CONSTRAINT", code(refused));
        assertEquals(202, done.statusCode());
        assertEquals(List.of(), registry.contents().manifests("library/index"));
        assertEquals(404, send("DELETE", manifests + INDEX.root().digest()).statusCode());
    }

    @Test
    void referrersAreListedInHarborsWay() throws IOException, InterruptedException {
        var sbom = TestImages.referrer(93, IMAGE.root());
        var signature = TestImages.cosignSignature(94, IMAGE.root());
        pusher.push("library/referred", IMAGE, "v1");
        pusher.pushByDigest("library/referred", sbom);
        pusher.push("library/referred", signature, TestImages.cosignTag(IMAGE.root()));

        var response = send("GET", "library/referred/referrers/" + IMAGE.root().digest());

        assertEquals(
                MediaTypes.OCI_INDEX,
                response.headers().firstValue("Content-Type").orElseThrow());
        var entries = JSON.readTree(response.body()).path("manifests");
        assertEquals(
                Set.of(sbom.root().digest(), signature.root().digest()),
                StreamSupport.stream(entries.spliterator(), false)
                        .map(entry -> entry.path("digest").asText())
                        .collect(Collectors.toSet()));
        for (JsonNode entry : entries) {
            assertTrue(entry.path("size").asLong() > sbom.root().bytes().length, entry::toString);
        }
        assertEquals(
                "{}",
                send("GET", "library/referred/referrers/" + INDEX.root().digest())
                        .body());
    }

    private static String code(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body()).at("/errors/0/code").asText();
    }

    private static HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(face.url().resolve("/v2/" + path))
                .header("Accept", "*/*")
                .method(method, BodyPublishers.noBody());
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
