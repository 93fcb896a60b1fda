package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.manifest.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections in the pool that are of no use any more: closed by the other side, or with something unread on them. */
@Timeout(30)
class StaleConnectionIT {
    private static final Blob LAYER = Blob.random(4, 100_000);
    private static final Manifest IMAGE = Images.image(LAYER);
    private static final String ABSENT = "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}";

    /** What may come first on a connection that is dead. */
    enum Act {
        START,
        MANIFEST,
        DOWNLOAD
    }

    /** Does as a registry would. */
    private static void answer(RawServer.Request request) throws IOException {
        request.skipBody();
        if (request.is("POST")) {
            request.write(RawServer.uploadStarted());
        } else if (request.is("PUT")) {
            request.write(RawServer.status(
                    201,
                    "Docker-Content-Digest: "
                            + (request.head().contains("/manifests/") ? IMAGE.digest() : LAYER.digest())));
        } else if (request.is("GET")) {
            request.write("HTTP/1.1 200 OK\r\nContent-Length: " + LAYER.bytes().length + "\r\n\r\n");
            request.out().write(LAYER.bytes());
        } else {
            request.write(RawServer.status(200));
        }
    }

    /** Leaves that many connections in the pool, which all have been used once, together. */
    private static void use(Registry registry, int connections) throws ExecutionException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < connections; i++) {
                looks.add(threads.submit(() -> registry.hasBlob("library/app", LAYER.digest())));
            }
            for (var look : looks) {
                assertTrue(look.get());
            }
        }
    }

    private static void await(CyclicBarrier together) throws InterruptedException {
        try {
            together.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Act act, Registry registry) {
        switch (act) {
            case START -> registry.startBlob("library/app", LAYER.digest());
            case MANIFEST -> registry.putManifest("library/app", "v1", IMAGE);
            case DOWNLOAD -> download(registry);
        }
    }

    private static void download(Registry registry) {
        try (var blob = registry.getBlob("library/app", LAYER.descriptor()).orElseThrow()) {
            assertArrayEquals(LAYER.bytes(), blob.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- Closed

    @ParameterizedTest
    @CsvSource({"START, 1", "START, 5", "MANIFEST, 1", "MANIFEST, 5", "DOWNLOAD, 1", "DOWNLOAD, 5"})
    void requestAfterTheServerHasClosedItsConnectionsGoesOutOnAnother(Act act, int dead) throws Exception {
        var together = new CyclicBarrier(dead);
        try (var server = new RawServer(request -> {
                    if (request.is("HEAD")) {
                        await(together);
                    }
                    answer(request);
                    return !request.is("HEAD");
                });
                var registry = new Registry(server.config())) {
            use(registry, dead);
            server.awaitClosed(dead);

            run(act, registry);

            assertEquals(dead + 1, server.connections());
            assertEquals(dead + 1, registry.requests(), "nothing was sent twice");
        }
    }

    @Test
    void blobIsSentWholeAfterTheServerHasClosedItsConnections() throws Exception {
        try (var server = new RawServer(request -> {
                    answer(request);
                    return false;
                });
                var registry = new Registry(server.config())) {
            for (int i = 0; i < 3; i++) {
                var session = registry.startBlob("library/app", LAYER.digest());
                server.awaitClosed(1);
                registry.putBlob(session, LAYER.descriptor(), new ByteArrayInputStream(LAYER.bytes()), bytes -> {});
                server.awaitClosed(1);
            }

            assertEquals(3, server.requests("PUT").size());
            assertEquals(6, server.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"START", "MANIFEST", "DOWNLOAD"})
    void timeoutThatTheServerTellsAnIdleConnectionIsNoAnswer(Act act) throws Exception {
        try (var server = new RawServer(request -> {
                    answer(request);
                    if (request.is("HEAD")) {
                        request.write(RawServer.status(408, "Connection: close"));
                    }
                    return !request.is("HEAD");
                });
                var registry = new Registry(server.config())) {
            use(registry, 1);
            server.awaitClosed(1);

            run(act, registry);

            assertEquals(2, server.connections());
        }
    }

    // ---- Unread

    /** As {@link #timeoutThatTheServerTellsAnIdleConnectionIsNoAnswer}, in one packet with the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"START", "MANIFEST", "DOWNLOAD"})
    void whatComesWithAnAnswerIsNotTheNextOne(Act act) throws Exception {
        try (var server = new RawServer(request -> {
                    if (request.is("HEAD")) {
                        request.write(RawServer.status(200) + RawServer.status(403));
                    } else {
                        answer(request);
                    }
                    return true;
                });
                var registry = new Registry(server.config())) {
            use(registry, 1);

            run(act, registry);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 9_000})
    void bodyOfAnAnswerToAHeadIsNotTheNextAnswer(int length) throws Exception {
        try (var server = new RawServer(request -> {
                    if (request.is("HEAD")) {
                        request.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));
                    } else {
                        answer(request);
                    }
                    return true;
                });
                var registry = new Registry(server.config())) {
            for (int i = 0; i < 3; i++) {
                assertTrue(registry.hasBlob("library/app", LAYER.digest()));
                assertTrue(registry.hasBlob("library/app", IMAGE.digest()));
                run(Act.START, registry);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Docker-Distribution-Api-Version: registry/2.0\r\n"})
    void absentBlobOfWhichAHeadTellsInABodyIsAbsent(String header) throws Exception {
        try (var server = new RawServer(request -> {
                    if (request.is("HEAD") || request.is("GET")) {
                        request.write("HTTP/1.1 404 Not Found\r\n" + header + "Content-Length: " + ABSENT.length()
                                + "\r\n\r\n" + ABSENT);
                    } else {
                        answer(request);
                    }
                    return true;
                });
                var registry = new Registry(server.config())) {
            for (int i = 0; i < 3; i++) {
                assertFalse(registry.hasBlob("library/app", LAYER.digest()));
                run(Act.START, registry);
                assertFalse(registry.hasBlob("library/app", IMAGE.digest()));
            }
        }
    }

    @Test
    void answerThatIsHiddenBehindAnotherMakesNoBlobPresent() throws Exception {
        try (var server = new RawServer(request -> {
                    var absent = RawServer.status(404, "Docker-Distribution-Api-Version: registry/2.0");
                    request.write(request.connection() == 1 ? absent + RawServer.status(200) : absent);
                    return true;
                });
                var registry = new Registry(server.config())) {
            assertFalse(registry.hasBlob("library/app", LAYER.digest()));
            assertFalse(registry.hasBlob("library/app", IMAGE.digest()));
        }
    }

    @Test
    void connectionWithNothingUnreadIsUsedAgain() throws Exception {
        try (var server = new RawServer(request -> {
                    answer(request);
                    return true;
                });
                var registry = new Registry(server.config())) {
            for (var act : Act.values()) {
                use(registry, 1);
                run(act, registry);
            }

            assertEquals(1, server.connections());
        }
    }
}
