package io.breakwater.testkit.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleFaceIT {
    private static final TestImage IMAGE = TestImages.oci(51, 2, 1_000);
    private static final String USER = "oauth2accesstoken";
    private static final String KEY = "{\"type\":\n\"service_account\"}";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NONE = "";

    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private static GoogleFace face;
    private static RawPusher pusher;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        registry = RegistryProcess.start(folder.resolve("registry"));
        face = GoogleFace.artifactRegistry(registry)
                .account(USER, "ya29.secret")
                .account("_json_key", KEY)
                .account("_json_key_base64", Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8)))
                .denied(repository -> repository.startsWith("secret/"))
                .start();
        pusher = new RawPusher(face.url(), USER, "ya29.secret");
    }

    @AfterAll
    static void stop() {
        pusher.close();
        face.close();
        registry.close();
        HTTP.close();
    }

    @Test
    void skopeoPushesAndPullsWithLogin() {
        var skopeo = Skopeo.withLogin(USER, "ya29.secret");
        pusher.push("p/r/source", IMAGE, "v1");

        skopeo.copyAll(
                Skopeo.reference(face.host(), "p/r/source", "v1"), Skopeo.reference(face.host(), "p/r/copy", "v1"));

        assertArrayEquals(IMAGE.root().bytes(), skopeo.rawManifest(face.host(), "p/r/copy", "v1"));
    }

    @Test
    void theRealmIsOnTheSameHost() throws IOException, InterruptedException {
        var response = get("/v2/p/r/app/manifests/v1", NONE);

        assertEquals(401, response.statusCode());
        assertEquals(
                "Bearer realm=\"" + face.url() + "/v2/token\",service=\"" + face.host()
                        + "\",scope=\"repository:p/r/app:pull\"",
                response.headers().firstValue("WWW-Authenticate").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "oauth2accesstoken, ya29.secret, p/r/app, 200, token",
        "_json_key, KEY, p/r/app, 200, token",
        "_json_key, no key, p/r/app, 400, Unable to parse json key.",
        "_json_key_base64, KEY64, p/r/app, 200, token",
        "_json_key_base64, ???, p/r/app, 400, UNKNOWN",
        "oauth2accesstoken, wrong, p/r/app, 401, No valid credential",
        "oauth2accesstoken, ya29.secret, secret/r/app, 403, DENIED",
    })
    void theTokenServiceKnowsItsUsers(String user, String secret, String repository, int status, String said)
            throws IOException, InterruptedException {
        var password = secret.replace("KEY64", Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8)))
                .replace("KEY", KEY);

        var response = get("/v2/token?scope=repository:" + repository + ":pull", basic(user, password));

        assertEquals(status, response.statusCode());
        assertTrue(response.body().contains(said), response.body());
    }

    @Test
    void aTokenHoldsForTheRepositoriesOfItsScopes() throws IOException, InterruptedException {
        var token = token("p/r/one&scope=repository:p/r/two");

        assertEquals(404, get("/v2/p/r/one/manifests/none", token).statusCode());
        assertEquals(404, get("/v2/p/r/two/manifests/none", token).statusCode());
        assertEquals(401, get("/v2/p/r/three/manifests/none", token).statusCode());
    }

    @Test
    void aTokenMayBeShortLivedUntoldAndCalledAccessToken() throws IOException, InterruptedException {
        try (var other = GoogleFace.artifactRegistry(registry)
                .account(USER, "x")
                .accessTokenOnly()
                .untoldTokenLife()
                .start()) {
            var response = send(URI.create(other.url() + "/v2/token?scope=repository:p/r/a:pull"), basic(USER, "x"));

            assertTrue(response.body().matches("\\{\"access_token\":\"[^\"]+\"}"), response.body());
        }
        try (var other = GoogleFace.artifactRegistry(registry)
                .account(USER, "x")
                .tokenLife(Duration.ZERO)
                .start()) {
            var response = send(URI.create(other.url() + "/v2/token?scope=repository:p/r/a:pull"), basic(USER, "x"));
            var token = "Bearer " + JSON.readTree(response.body()).path("token").asText();

            assertEquals(
                    401,
                    send(URI.create(other.url() + "/v2/p/r/a/manifests/x"), token)
                            .statusCode());
        }
    }

    @Test
    void anUploadGoesOnBesideV2UnderALongAddressThatNeedsTheToken() throws IOException, InterruptedException {
        var blob = TestBlob.generated(MediaTypes.OCI_LAYER, 52, 1_000);
        var token = token("p/r/upload");
        var location = upload("p/r/upload", token);
        var put = URI.create(location + "&digest=" + blob.digest());

        assertTrue(location.getPath().startsWith("/artifacts-uploads/"), location.getPath());
        assertTrue(location.toString().length() > 2_000);
        assertEquals(401, send("PUT", put, NONE, body(blob)).statusCode());
        assertEquals(404, send("PUT", truncated(put, blob), token, body(blob)).statusCode());
        assertEquals(201, send("PUT", put, token, body(blob)).statusCode());
        assertEquals(404, send("PUT", put, token, body(blob)).statusCode());
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedInAPut() throws IOException, InterruptedException {
        var token = token("p/r/upload");
        var location = upload("p/r/upload", token);
        var blob = TestBlob.generated(MediaTypes.OCI_LAYER, 53, 1_000);

        var response = send(
                "PUT",
                URI.create(location + "&digest=" + blob.digest()),
                token,
                BodyPublishers.ofInputStream(blob.open()));

        assertEquals(411, response.statusCode());
    }

    @Test
    void aSecondPatchAndOneWithARangeAreRefused() throws IOException, InterruptedException {
        var token = token("p/r/upload");
        var first = send("PATCH", upload("p/r/upload", token), token, BodyPublishers.ofString("abc"));
        var next = face.url().resolve(first.headers().firstValue("Location").orElseThrow());
        var range = HttpRequest.newBuilder(upload("p/r/upload", token))
                .method("PATCH", BodyPublishers.ofString("abc"))
                .header("Authorization", token)
                .header("Content-Range", "0-2")
                .build();

        assertEquals(202, first.statusCode());
        assertEquals(
                400, send("PATCH", next, token, BodyPublishers.ofString("def")).statusCode());
        assertEquals(400, HTTP.send(range, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aMountNeedsATokenForBothRepositories() throws IOException, InterruptedException {
        pusher.push("p/r/mounted", IMAGE, "v1");
        var mount = URI.create(face.url() + "/v2/p/r/target/blobs/uploads/?mount="
                + IMAGE.blobs().getFirst().digest() + "&from=p/r/mounted");

        assertEquals(
                202,
                send("POST", mount, token("p/r/target"), BodyPublishers.noBody())
                        .statusCode());
        assertEquals(
                201,
                send("POST", mount, token("p/r/target&scope=repository:p/r/mounted"), BodyPublishers.noBody())
                        .statusCode());
    }

    @Test
    void aBlobIsReadElsewhereWithoutAToken() throws IOException, InterruptedException {
        pusher.push("p/r/blobs", IMAGE, "v1");
        var blob = IMAGE.blobs().getFirst();

        var redirect = get("/v2/p/r/blobs/blobs/" + blob.digest(), token("p/r/blobs"));
        var location = redirect.headers().firstValue("Location").orElseThrow();

        assertEquals(302, redirect.statusCode());
        assertTrue(location.startsWith("/artifacts-downloads/"), location);
        assertEquals(blob.size(), get(location, NONE).body().getBytes(UTF_8).length);
        assertEquals(403, get(location + "x", NONE).statusCode());
    }

    @Test
    void theListNamesSubRepositoriesAndManifestsWithNumbersAsStrings() throws IOException, InterruptedException {
        var index = TestImages.ociIndex(54, 2);
        pusher.push("p/r/list", index, "v1");
        pusher.putManifest("p/r/list", index.root(), "v2");
        pusher.push("p/r/list/sub", IMAGE, "v1");

        var list = json(get("/v2/p/r/list/tags/list", token("p/r/list")));

        assertEquals("[\"sub\"]", list.path("child").toString());
        assertEquals("[\"v1\",\"v2\"]", list.path("tags").toString());
        assertEquals(3, list.path("manifest").size());
        var root = list.path("manifest").path(index.root().digest());
        assertEquals("[\"v1\",\"v2\"]", root.path("tag").toString());
        assertEquals(MediaTypes.OCI_INDEX, root.path("mediaType").asText());
        for (var number : List.of("imageSizeBytes", "timeCreatedMs", "timeUploadedMs")) {
            assertTrue(root.path(number).isTextual() && root.path(number).asLong() > 0, number);
        }
        assertEquals(
                "[]",
                list.path("manifest")
                        .path(index.children().getFirst().digest())
                        .path("tag")
                        .toString());
    }

    @Test
    void deletesGoByTagsThenParentsThenChildren() throws IOException, InterruptedException {
        var index = TestImages.ociIndex(55, 2);
        var child = index.children().getFirst();
        pusher.push("p/r/deletes", index, "v1");

        assertRefusal("GOOGLE_MANIFEST_DANGLING_TAG", delete(index.root().digest()));
        assertRefusal("GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE", delete(child.digest()));
        assertEquals(202, delete("v1").statusCode());
        assertEquals(404, delete("v1").statusCode());
        assertEquals(
                index.root().digest(),
                Skopeo.withLogin(USER, "ya29.secret")
                        .digest(face.host(), "p/r/deletes", index.root().digest()));
        assertRefusal("GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE", delete(child.digest()));
        assertEquals(202, delete(index.root().digest()).statusCode());
        assertEquals(202, delete(child.digest()).statusCode());
        var gone = delete(child.digest());
        assertEquals(404, gone.statusCode());
        assertTrue(gone.body().contains("MANIFEST_UNKNOWN"), gone.body());
    }

    @Test
    void aBlobThatWasCollectedIsUnknownThoughItWasSeen() throws IOException, InterruptedException {
        pusher.push("p/r/collected", IMAGE, "v1");
        var token = token("p/r/collected");
        var layer = IMAGE.blobs().getLast();
        var head = URI.create(face.url() + "/v2/p/r/collected/blobs/" + layer.digest());
        assertEquals(200, send("HEAD", head, token, BodyPublishers.noBody()).statusCode());

        assertTrue(face.collect("p/r/collected", layer.digest()));

        var put = putManifest("p/r/collected", token);
        assertEquals(400, put.statusCode());
        assertEquals(
                "Manifest references unknown blob(s): " + layer.digest(),
                json(put).path("errors").path(0).path("message").asText());
        assertEquals(
                "BLOB_UNKNOWN", json(put).path("errors").path(0).path("code").asText());
        pusher.pushBlob("p/r/collected", layer);
        assertEquals(201, putManifest("p/r/collected", token).statusCode());
    }

    @Test
    void aNameThatIsTooShortIsRefusedAndAHeadSaysNothing() throws IOException, InterruptedException {
        var token = token("p/r");
        var head = send("HEAD", URI.create(face.url() + "/v2/p/r/manifests/v1"), token, BodyPublishers.noBody());
        var post = send("POST", URI.create(face.url() + "/v2/p/r/blobs/uploads/"), token, BodyPublishers.noBody());

        assertEquals(405, head.statusCode());
        assertEquals(400, post.statusCode());
        assertTrue(post.body().contains("NAME_INVALID"), post.body());
    }

    @Test
    void gcrTakesNamesOfTwoParts() {
        try (var gcr = GoogleFace.gcr(registry).start();
                var plain = new RawPusher(gcr.url())) {
            plain.push("p/image", IMAGE, "v1");

            assertEquals(IMAGE.root().digest(), new Skopeo().digest(gcr.host(), "p/image", "v1"));
        }
    }

    @Test
    void overQuotaIs429InGooglesWords() throws IOException, InterruptedException {
        try (var other = GoogleFace.artifactRegistry(registry).start()) {
            other.overQuota(1);

            var refused = send(URI.create(other.url() + "/v2/"), NONE);

            assertEquals(429, refused.statusCode());
            assertTrue(refused.body().contains("Quota exceeded for quota metric"), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isEmpty());
            assertEquals(200, send(URI.create(other.url() + "/v2/"), NONE).statusCode());
        }
    }

    private static void assertRefusal(String code, HttpResponse<String> response) throws IOException {
        assertEquals(400, response.statusCode());
        assertEquals(code, json(response).path("errors").path(0).path("code").asText());
    }

    private static HttpResponse<String> delete(String reference) throws IOException, InterruptedException {
        var uri = URI.create(face.url() + "/v2/p/r/deletes/manifests/" + reference);
        return send("DELETE", uri, token("p/r/deletes"), BodyPublishers.noBody());
    }

    private static HttpResponse<String> putManifest(String repository, String token)
            throws IOException, InterruptedException {
        TestManifest root = IMAGE.root();
        var request = HttpRequest.newBuilder(URI.create(face.url() + "/v2/" + repository + "/manifests/v2"))
                .header("Authorization", token)
                .header("Content-Type", root.mediaType())
                .PUT(BodyPublishers.ofByteArray(root.bytes()))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static URI upload(String repository, String token) throws IOException, InterruptedException {
        var uri = URI.create(face.url() + "/v2/" + repository + "/blobs/uploads/");
        var response = send("POST", uri, token, BodyPublishers.noBody());
        assertEquals(202, response.statusCode());
        return face.url().resolve(response.headers().firstValue("Location").orElseThrow());
    }

    private static URI truncated(URI put, TestBlob blob) {
        return URI.create(put.toString().substring(0, 1_000) + "&digest=" + blob.digest());
    }

    private static BodyPublisher body(TestBlob blob) {
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(blob.open()), blob.size());
    }

    private static String token(String repository) throws IOException, InterruptedException {
        var response = get(
                "/v2/token?scope=repository:" + repository.replace("&", ":pull,push&") + ":pull,push",
                basic(USER, "ya29.secret"));
        return "Bearer " + json(response).path("token").asText();
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    private static HttpResponse<String> get(String path, String authorization)
            throws IOException, InterruptedException {
        return send(URI.create(face.url() + path), authorization);
    }

    private static HttpResponse<String> send(URI uri, String authorization) throws IOException, InterruptedException {
        return send("GET", uri, authorization, BodyPublishers.noBody());
    }

    private static HttpResponse<String> send(String method, URI uri, String authorization, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).method(method, body);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
