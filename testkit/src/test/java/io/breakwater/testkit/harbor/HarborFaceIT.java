package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.jib.JibImages;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarborFaceIT {
    private static final TestImage IMAGE = TestImages.docker(31, 2, 1_000);
    private static final String USER = "robot$library+ci";

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
    void aHeadHasLengthAndDigest() throws IOException, InterruptedException {
        try (var face = HarborFace.inFrontOf(registry.url()).start();
                var pusher = new RawPusher(face.url())) {
            pusher.push("library/head", IMAGE, "v1");

            var response = send(face, "HEAD", "/v2/library/head/manifests/v1", "Accept", MediaTypes.DOCKER_MANIFEST);

            assertEquals(200, response.statusCode());
            assertEquals(
                    IMAGE.root().bytes().length,
                    response.headers().firstValueAsLong("Content-Length").orElseThrow());
            assertEquals(
                    IMAGE.root().digest(),
                    response.headers().firstValue("Docker-Content-Digest").orElseThrow());
            assertEquals(
                    MediaTypes.DOCKER_MANIFEST,
                    response.headers().firstValue("Content-Type").orElseThrow());
        }
    }

    @Test
    void anUploadGoesOnAtTheFace() throws IOException, InterruptedException {
        try (var face = HarborFace.inFrontOf(registry.url()).start()) {
            var response = send(face, "POST", "/v2/library/upload/blobs/uploads/", "X-Nothing", "");

            assertEquals(202, response.statusCode());
            var location = response.headers().firstValue("Location").orElseThrow();
            assertTrue(location.startsWith(face.url() + "/v2/library/upload/blobs/uploads/"), location);
        }
    }

    @Test
    void whoeverHasNotLoggedInIsShownTheWayToAToken() throws IOException, InterruptedException {
        try (var face = faceWithLogin()) {
            var response = send(face, "GET", "/v2/library/app/manifests/v1", "X-Nothing", "");

            assertEquals(401, response.statusCode());
            assertEquals(
                    "Bearer realm=\"" + face.url() + "/service/token\",service=\"harbor-registry\","
                            + "scope=\"repository:library/app:pull\"",
                    response.headers().firstValue("Www-Authenticate").orElseThrow());
            assertTrue(response.body().contains("UNAUTHORIZED"), response.body());
        }
    }

    @Test
    void aTokenIsInTheMemberTokenAndAccessTokenIsEmpty() throws IOException, InterruptedException {
        try (var face = faceWithLogin()) {
            var response = send(
                    face,
                    "GET",
                    "/service/token?service=harbor-registry&scope=repository%3Alibrary%2Fapp%3Apull",
                    "Authorization",
                    basic(USER, "s3cret"));

            assertTrue(response.body().contains("\"access_token\":\"\",\"expires_in\":1800"), response.body());
        }
    }

    @Test
    void aTokenHoldsForItsRepositoryAlone() throws IOException, InterruptedException {
        try (var face = faceWithLogin()) {
            var token = send(
                            face,
                            "GET",
                            "/service/token?scope=repository:library/app:pull",
                            "Authorization",
                            basic(USER, "s3cret"))
                    .body()
                    .replaceFirst("^\\{\"token\":\"([^\"]+)\".*$", "Bearer $1");

            assertEquals(
                    404,
                    send(face, "GET", "/v2/library/app/manifests/none", "Authorization", token)
                            .statusCode());
            assertEquals(
                    401,
                    send(face, "GET", "/v2/library/other/manifests/none", "Authorization", token)
                            .statusCode());
        }
    }

    @Test
    void skopeoPushesAndPullsWithLogin() {
        try (var face = faceWithLogin();
                var pusher = new RawPusher(face.url(), USER, "s3cret")) {
            pusher.push("library/source", IMAGE, "v1");
            var skopeo = Skopeo.withLogin(USER, "s3cret");

            skopeo.copyAll(
                    Skopeo.reference(face.host(), "library/source", "v1"),
                    Skopeo.reference(face.host(), "library/copy", "v1"));

            assertArrayEquals(IMAGE.root().bytes(), skopeo.rawManifest(face.host(), "library/copy", "v1"));
        }
    }

    @Test
    void skopeoWithAWrongPasswordIsRefused() {
        try (var face = faceWithLogin()) {
            var skopeo = Skopeo.withLogin(USER, "wrong");

            assertThrows(IllegalStateException.class, () -> skopeo.rawManifest(face.host(), "library/source", "v1"));
        }
    }

    @Test
    void jibPushesWithLogin() {
        try (var face = faceWithLogin()) {
            var target = JibImages.Target.at(face.host(), "library/jib", "v1").as(USER, "s3cret");

            var digest = JibImages.push(target, ImageFormat.Docker, 1, 2, 10_000);

            assertEquals(digest, Skopeo.withLogin(USER, "s3cret").digest(face.host(), "library/jib", "v1"));
        }
    }

    @Test
    void anOutageCutsItOffAndTheSamePortComesBack() throws IOException, InterruptedException {
        try (var face = HarborFace.inFrontOf(registry.url()).start()) {
            var host = face.host();
            assertEquals(200, send(face, "GET", "/v2/", "X-Nothing", "").statusCode());

            face.stop();
            assertThrows(IOException.class, () -> send(face, "GET", "/v2/", "X-Nothing", ""));
            face.startAgain();

            assertEquals(host, face.host());
            assertEquals(200, send(face, "GET", "/v2/", "X-Nothing", "").statusCode());
        }
    }

    @Test
    void aRegistryThatIsDownIsABadGateway() throws IOException, InterruptedException {
        var gone = RegistryProcess.start(folder.resolve("gone"));
        gone.close();
        try (var face = HarborFace.inFrontOf(gone.url()).start()) {
            assertEquals(502, send(face, "GET", "/v2/", "X-Nothing", "").statusCode());
        }
    }

    @Test
    void aRepositoryWithoutAProjectIsNotFound() throws IOException, InterruptedException {
        try (var face = HarborFace.inFrontOf(registry.url()).start()) {
            assertEquals(
                    404,
                    send(face, "GET", "/v2/app/manifests/v1", "X-Nothing", "").statusCode());
        }
    }

    /** 300 MB in both directions through a face whose heap is a tenth of that. */
    @Test
    void aLargeBlobStreamsThroughASmallHeap() throws IOException, InterruptedException, NoSuchAlgorithmException {
        var blob = TestBlob.generated(MediaTypes.OCI_LAYER, 32, 300_000_000);
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx30m",
                        "-XX:MaxDirectMemorySize=16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaceMain.class.getName(),
                        registry.url().toString())
                .redirectError(Redirect.INHERIT)
                .start();
        try (var said = process.inputReader(UTF_8)) {
            var face = URI.create(String.valueOf(said.readLine()));
            try (var pusher = new RawPusher(face)) {
                pusher.pushBlob("library/large", blob);
            }

            assertEquals(blob.digest(), pulledDigest(face.resolve("/v2/library/large/blobs/" + blob.digest())));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String pulledDigest(URI blob) throws IOException, InterruptedException, NoSuchAlgorithmException {
        var response = HTTP.send(HttpRequest.newBuilder(blob).build(), BodyHandlers.ofInputStream());
        try (var content = new DigestInputStream(response.body(), MessageDigest.getInstance("SHA-256"))) {
            assertEquals(300_000_000, content.transferTo(OutputStream.nullOutputStream()));
            return "sha256:"
                    + HexFormat.of().formatHex(content.getMessageDigest().digest());
        }
    }

    private static HarborFace faceWithLogin() {
        return HarborFace.inFrontOf(registry.url()).account(USER, "s3cret").start();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    private static HttpResponse<String> send(HarborFace face, String method, String path, String header, String value)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(face.url() + path))
                .method(method, BodyPublishers.noBody())
                .header(header, value)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
