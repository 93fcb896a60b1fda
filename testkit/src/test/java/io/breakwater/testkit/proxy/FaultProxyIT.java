package io.breakwater.testkit.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy in front of a real registry. */
class FaultProxyIT {
    private static final TestImage IMAGE = TestImages.docker(41, 2, 1_000);
    private static final TestBlob BLOB = TestBlob.generated(MediaTypes.OCI_LAYER, 42, 1_000_000);
    private static final String BLOB_PATH = "/v2/library/blob/blobs/" + BLOB.digest();

    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private static RawPusher direct;
    private FaultProxy proxy;
    private RawPusher pusher;
    private HttpClient http;

    @BeforeAll
    static void startRegistry() {
        registry = RegistryProcess.start(folder.resolve("registry"));
        direct = new RawPusher(registry.url());
        direct.pushBlob("library/blob", BLOB);
    }

    @AfterAll
    static void stopRegistry() {
        direct.close();
        registry.close();
    }

    @BeforeEach
    void start() {
        proxy = FaultProxy.to(registry.host());
        pusher = new RawPusher(proxy.url());
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        proxy.close();
        pusher.close();
        http.shutdownNow();
        http.close();
    }

    @Test
    void everyRequestOfAPushIsCountedOnOneConnectionAndUploadsStayHere() {
        pusher.push("library/counted", IMAGE, "v1");

        assertEquals(
                List.of(
                        "HEAD", "POST", "PUT", //
                        "HEAD", "POST", "PUT", //
                        "HEAD", "POST", "PUT", //
                        "PUT"),
                proxy.requests().stream().map(Seen::method).toList());
        assertEquals(
                IMAGE.bytes(),
                proxy.requests().stream().mapToLong(Seen::requestBytes).sum());
        assertEquals(1, proxy.connections());
        assertEquals(
                "/v2/library/counted/manifests/v1", proxy.requests().getLast().path());
        assertEquals(201, proxy.requests().getLast().status());
    }

    @Test
    void bytesOfAnswersAreCountedAndAHeadHasNone() throws IOException, InterruptedException {
        send("HEAD", BLOB_PATH);
        var body = send("GET", BLOB_PATH).body();
        send("GET", "/v2/");

        assertEquals(1_000_000, body.length);
        assertEquals(
                List.of(0L, 1_000_000L, 2L),
                proxy.requests().stream().map(Seen::answerBytes).toList());
        proxy.clear();
        assertEquals(List.of(), proxy.requests());
    }

    @Test
    void skopeoCopiesThroughIt() {
        direct.push("library/skopeo", IMAGE, "v1");

        new Skopeo()
                .copyAll(
                        Skopeo.reference(registry.host(), "library/skopeo", "v1"),
                        Skopeo.reference(proxy.host(), "library/skopeo-copy", "v1"));

        assertEquals(IMAGE.root().digest(), new Skopeo().digest(registry.host(), "library/skopeo-copy", "v1"));
    }

    @Test
    void aBodyInChunksIsCountedWithoutItsFramingAndTheNextRequestIsFound() throws IOException, InterruptedException {
        var session =
                http.send(request("POST", "/v2/library/chunked/blobs/uploads/").build(), BodyHandlers.discarding());
        var location = URI.create(session.headers().firstValue("Location").orElseThrow());
        assertEquals(proxy.host(), location.getAuthority());

        var patch = HttpRequest.newBuilder(location)
                .method("PATCH", BodyPublishers.ofInputStream(BLOB.open()))
                .build();
        assertEquals(202, http.send(patch, BodyHandlers.discarding()).statusCode());

        send("GET", "/v2/");
        assertEquals(
                List.of(0L, 1_000_000L, 0L),
                proxy.requests().stream().map(Seen::requestBytes).toList());
        assertEquals(
                "chunked", proxy.requests().get(1).header("Transfer-Encoding").orElseThrow());
        assertEquals(200, proxy.requests().getLast().status());
    }

    @Test
    void aLongLineCostsARoundTripPerRequestAndOneMoreToConnect() throws IOException, InterruptedException {
        proxy.delay(Duration.ofMillis(100));

        assertTrue(millisOf("/v2/") >= 200);
        assertTrue(millisOf("/v2/") >= 100);
    }

    /** 64 MiB are 1,024 buffers: waiting for each would take 50 s. */
    @Test
    void aLongLineIsNotANarrowOne() throws IOException, InterruptedException {
        var large = TestBlob.generated(MediaTypes.OCI_LAYER, 43, 64 << 20);
        direct.pushBlob("library/large", large);
        proxy.delay(Duration.ofMillis(100));

        assertTrue(millisOf("/v2/library/large/blobs/" + large.digest()) < 25_000);
    }

    @Test
    void aNarrowLineTakesItsTime() throws IOException, InterruptedException {
        proxy.bandwidth(2_000_000);

        assertTrue(millisOf(BLOB_PATH) >= 450);
    }

    @Test
    void aScriptedAnswerIsGivenInPlaceOfTheRegistrysAndTheConnectionGoesOn() throws IOException, InterruptedException {
        proxy.once(Seen.request("PUT", "/v2/.*/manifests/.*"), Fault.retryAfter(429, Duration.ofSeconds(7)));
        direct.push("library/scripted", IMAGE, "v1");

        var refused = put("/v2/library/scripted/manifests/v2");
        var accepted = put("/v2/library/scripted/manifests/v3");

        assertEquals(429, refused.statusCode());
        assertEquals("7", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(201, accepted.statusCode());
        assertEquals(404, send("GET", "/v2/library/scripted/manifests/v2").statusCode());
        assertEquals(1, proxy.connections());
    }

    @Test
    void rulesAreUsedUpInTheirOrder() throws IOException, InterruptedException {
        proxy.times(2, Seen.request("GET", "/v2/"), Fault.none())
                .once(Seen.any(), Fault.redirect(307, "http://127.0.0.1:1/"))
                .once(Seen.any(), Fault.error(503, "UNAVAILABLE", "come back"));

        for (var status : List.of(200, 200, 307, 503, 200)) {
            assertEquals(status, send("GET", "/v2/").statusCode());
        }
    }

    @Test
    void aDroppedAnswerLeavesThePushDone() {
        direct.push("library/dropped", IMAGE, "v1");
        proxy.once(Seen.request("PUT", ".*"), Fault.dropAnswer());

        assertThrows(IOException.class, () -> put("/v2/library/dropped/manifests/v2"));

        assertEquals(IMAGE.root().digest(), new Skopeo().digest(registry.host(), "library/dropped", "v2"));
        assertEquals(0, proxy.requests().getFirst().status());
    }

    @Test
    void aWithheldAnswerLeavesThePushDoneAndTheClientWaiting() {
        direct.push("library/withheld", IMAGE, "v1");
        proxy.once(Seen.request("PUT", ".*"), Fault.withholdAnswer());

        assertThrows(HttpTimeoutException.class, () -> put("/v2/library/withheld/manifests/v2"));

        assertEquals(IMAGE.root().digest(), new Skopeo().digest(registry.host(), "library/withheld", "v2"));
    }

    @Test
    void aLateAnswerIsLate() throws IOException, InterruptedException {
        proxy.once(Seen.any(), Fault.lateAnswer(Duration.ofMillis(300)));

        assertTrue(millisOf("/v2/") >= 300);
    }

    @Test
    void aTruncatedAnswerEndsAfterSoManyBytes() {
        proxy.once(Seen.request("GET", BLOB_PATH), Fault.truncateAnswerAfter(300_000));

        assertThrows(IOException.class, () -> send("GET", BLOB_PATH));

        assertEquals(300_000, proxy.requests().getFirst().answerBytes());
    }

    @Test
    void aCutAnswerIsCutOnceAndAShorterOneIsWhole() throws IOException, InterruptedException {
        proxy.once(Seen.request("GET", BLOB_PATH), Fault.cutAnswerAfter(999_999));

        assertThrows(IOException.class, () -> send("GET", BLOB_PATH));
        assertEquals(1_000_000, send("GET", BLOB_PATH).body().length);
        proxy.always(Seen.any(), Fault.cutAnswerAfter(1_000_000));
        assertEquals(1_000_000, send("GET", BLOB_PATH).body().length);
    }

    @Test
    void aCutRequestCommitsNothing() throws IOException, InterruptedException {
        var blob = TestBlob.generated(MediaTypes.OCI_LAYER, 44, 1_000_000);
        proxy.once(Seen.request("PUT", "/v2/library/cut/blobs/.*"), Fault.cutRequestAfter(400_000));

        assertThrows(UncheckedIOException.class, () -> pusher.pushBlob("library/cut", blob));

        assertEquals(400_000, proxy.requests().getLast().requestBytes());
        assertEquals(404, send("HEAD", "/v2/library/cut/blobs/" + blob.digest()).statusCode());
        pusher.pushBlob("library/cut", blob);
        assertEquals(200, send("HEAD", "/v2/library/cut/blobs/" + blob.digest()).statusCode());
    }

    @Test
    void oneByteIsFlippedAndNoOther() throws IOException, InterruptedException {
        var whole = send("GET", BLOB_PATH).body();
        proxy.once(Seen.any(), Fault.flipAnswerByte(700_000));

        var flipped = send("GET", BLOB_PATH).body();

        assertEquals((byte) ~whole[700_000], flipped[700_000]);
        flipped[700_000] = whole[700_000];
        assertArrayEquals(whole, flipped);
    }

    @Test
    void aBlackHoleHoldsEverythingUntilItIsLifted() throws IOException, InterruptedException {
        send("GET", "/v2/");
        proxy.blackHole();
        var held = http.sendAsync(request("GET", "/v2/").build(), BodyHandlers.discarding());
        Await.until("the request has come to the proxy", () -> proxy.requests().size() == 2);
        assertFalse(held.isDone());

        proxy.lift();

        assertEquals(200, held.join().statusCode());
    }

    @Test
    void aRequestInABlackHoleIsNeverAnswered() throws IOException, InterruptedException {
        proxy.once(Seen.any(), Fault.blackHole());

        assertThrows(
                HttpTimeoutException.class,
                () -> http.send(
                        request("GET", "/v2/").timeout(Duration.ofSeconds(1)).build(), BodyHandlers.discarding()));
        assertEquals(200, send("GET", "/v2/").statusCode());
    }

    @Test
    void anOutageCutsConnectionsAndTheSamePortComesBack() throws IOException, InterruptedException {
        send("GET", "/v2/");
        proxy.stop();
        assertThrows(IOException.class, () -> send("GET", "/v2/"));

        proxy.startAgain();

        assertEquals(200, send("GET", "/v2/").statusCode());
    }

    @Test
    void aScriptMayWriteWithoutAnEnd() throws IOException, InterruptedException {
        proxy.once(Seen.any(), Fault.script(client -> {
            client.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            for (var chunk = new byte[1 << 16]; ; ) {
                client.write(chunk);
            }
        }));

        try (var body = http.send(request("GET", "/v2/").build(), BodyHandlers.ofInputStream())
                .body()) {
            assertEquals(5_000_000, body.readNBytes(5_000_000).length);
        }
    }

    private long millisOf(String path) throws IOException, InterruptedException {
        var start = System.nanoTime();
        assertEquals(200, send("GET", path).statusCode());
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private HttpResponse<byte[]> put(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(proxy.url() + path))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", IMAGE.root().mediaType())
                .PUT(BodyPublishers.ofByteArray(IMAGE.root().bytes()));
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> send(String method, String path) throws IOException, InterruptedException {
        return http.send(request(method, path).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(URI.create(proxy.url() + path)).method(method, BodyPublishers.noBody());
    }
}
