package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestApiIT {
    private static final String USER = "robot$reader";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestImage IMAGE = TestImages.oci(61, 1, 1_000);

    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private static WebhookReceiver receiver;
    private static HarborFace face;
    private static RawPusher pusher;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        registry = RegistryProcess.start(folder.resolve("registry"));
        receiver = new WebhookReceiver();
        face = HarborFace.inFrontOf(registry)
                .account(USER, "s3cret")
                .webhook(receiver.url(), "", PayloadFormat.DEFAULT)
                .retryDelays(Duration.ZERO)
                .start();
        pusher = new RawPusher(face.url(), USER, "s3cret");
    }

    @AfterAll
    static void stop() {
        pusher.close();
        face.close();
        receiver.close();
        registry.close();
        HTTP.close();
    }

    @Test
    void repositoriesOfAProjectAreListed() throws IOException, InterruptedException {
        pusher.push("listed/one", IMAGE, "v1");
        pusher.push("listed/deep/two", IMAGE, "v1");

        var response = get("projects/listed/repositories");

        assertEquals(Set.of("listed/one", "listed/deep/two"), members(response, "name"));
        assertEquals("2", response.headers().firstValue("X-Total-Count").orElseThrow());
    }

    @Test
    void nobodySeesAnythingWithoutBasic() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(face.url() + "/api/v2.0/projects"))
                .build();

        assertEquals(401, HTTP.send(request, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void artifactsComeInPagesThatLinkOn() throws IOException, InterruptedException {
        var all = new HashSet<String>();
        for (var number = 0; number < 5; number++) {
            var image = TestImages.oci(620 + number, 1, 100);
            pusher.push("paged/a/b", image, "v" + number);
            all.add(image.root().digest());
        }

        var seen = new HashSet<String>();
        var response = get("projects/paged/repositories/a%252Fb/artifacts?page=1&page_size=2&with_tag=true");
        seen.addAll(members(response, "digest"));
        for (var pages = 1; pages < 3; pages++) {
            assertEquals("5", response.headers().firstValue("X-Total-Count").orElseThrow());
            var next = response.headers()
                    .firstValue("Link")
                    .orElseThrow()
                    .replaceFirst(".*<([^>]+)>; rel=\"next\".*", "$1");
            response = get(next.substring("/api/v2.0/".length()));
            seen.addAll(members(response, "digest"));
        }

        assertEquals(all, seen);
        assertTrue(!response.headers().firstValue("Link").orElseThrow().contains("next"));
        assertEquals(422, get("projects/paged/artifacts?page_size=101").statusCode());
        assertEquals(
                5,
                members(get("projects/paged/artifacts?page_size=100"), "digest").size());
    }

    @Test
    void aRepositoryEncodedOnceIsNotFound() throws IOException, InterruptedException {
        pusher.push("encoded/a/b", IMAGE, "v1");

        assertEquals(404, get("projects/encoded/repositories/a%2Fb/artifacts").statusCode());
        assertEquals(200, get("projects/encoded/repositories/a%252Fb/artifacts").statusCode());
    }

    @Test
    void aListHidesAccessoriesAndChildrenWithoutATag() throws IOException, InterruptedException {
        var index = TestImages.ociIndex(63, 2);
        var signature = TestImages.cosignSignature(63, index.root());
        pusher.push("hidden/app", index, "v1");
        pusher.push("hidden/app", signature, TestImages.cosignTag(index.root()));
        pusher.pushByDigest("hidden/app", TestImages.referrer(63, index.root()));

        var shown = get("projects/hidden/repositories/app/artifacts?with_accessory=true");

        assertEquals(Set.of(index.root().digest()), members(shown, "digest"));
        assertEquals(2, json(shown).path(0).path("accessories").size());
        assertEquals("v1", json(shown).path(0).path("tags").path(0).path("name").asText());
        assertEquals(
                3,
                members(get("projects/hidden/repositories/app/artifacts?q=base=*"), "digest")
                        .size());
    }

    @Test
    void aDeletedTagLeavesTheArtifactAndNobodyIsTold() throws IOException, InterruptedException {
        pusher.push("untagged/app", IMAGE, "v1");
        pusher.putManifest("untagged/app", IMAGE.root(), "v2");
        var before = deletesTold();

        assertEquals(
                200,
                delete("projects/untagged/repositories/app/artifacts/v1/tags/v1")
                        .statusCode());

        var left = json(get(
                "projects/untagged/repositories/app/artifacts/" + IMAGE.root().digest()));
        assertEquals(1, left.path("tags").size());
        assertEquals("v2", left.path("tags").path(0).path("name").asText());
        assertEquals(
                404,
                delete("projects/untagged/repositories/app/artifacts/v2/tags/v1")
                        .statusCode());
        assertEquals(before, deletesTold());
    }

    @Test
    void aDeletedIndexTakesItsChildrenAndAccessoriesAlong() throws IOException, InterruptedException {
        var index = TestImages.ociIndex(64, 2);
        var child = index.children().getFirst().digest();
        pusher.push("deleted/app", index, "v1");
        pusher.push("deleted/app", TestImages.cosignSignature(64, index.root()), TestImages.cosignTag(index.root()));
        var before = deletesTold();

        assertEquals(
                412,
                delete("projects/deleted/repositories/app/artifacts/" + child).statusCode());
        assertEquals(
                200, delete("projects/deleted/repositories/app/artifacts/v1").statusCode());

        assertEquals(List.of(), registry.contents().manifests("deleted/app"));
        assertEquals(before + 2, deletesTold());
        assertEquals(
                404, delete("projects/deleted/repositories/app/artifacts/v1").statusCode());
    }

    @Test
    void aMountFromAProjectThatIsNotThereIsDenied() throws IOException, InterruptedException {
        pusher.push("mounted/app", IMAGE, "v1");
        var blob = IMAGE.blobs().getFirst().digest();

        assertEquals(401, mount(blob, "nowhere/app").statusCode());
        assertEquals(201, mount(blob, "mounted/app").statusCode());
    }

    private static long deletesTold() {
        return face.deliveries().stream()
                .filter(delivery -> delivery.about().equals("DELETE_ARTIFACT"))
                .count();
    }

    private static HttpResponse<String> mount(String digest, String from) throws IOException, InterruptedException {
        return send("POST", "/v2/mounted/target/blobs/uploads/?mount=" + digest + "&from=" + from);
    }

    private static Set<String> members(HttpResponse<String> list, String name) throws IOException {
        var values = new HashSet<String>();
        StreamSupport.stream(json(list).spliterator(), false)
                .forEach(element -> values.add(element.path(name).asText()));
        return values;
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", "/api/v2.0/" + path);
    }

    private static HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send("DELETE", "/api/v2.0/" + path);
    }

    private static HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        var login = Base64.getEncoder().encodeToString((USER + ":s3cret").getBytes(UTF_8));
        var request = HttpRequest.newBuilder(URI.create(face.url() + path))
                .method(method, BodyPublishers.noBody())
                .header("Authorization", "Basic " + login)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
