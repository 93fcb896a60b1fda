package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that break HTTP, or that only a proxy or an upgrade would give. */
@Timeout(30)
class WireIT {
    private static final Blob LAYER = Blob.random(5, 1_000);

    private static void push(Registry registry, Blob blob) {
        registry.putBlob("library/app", blob.descriptor(), new ByteArrayInputStream(blob.bytes()));
    }

    private static byte[] pull(Registry registry) throws IOException {
        try (var blob = registry.getBlob("library/app", LAYER.descriptor()).orElseThrow()) {
            return blob.readAllBytes();
        }
    }

    private static void isLost(Executable call) {
        var fault = assertThrows(RegistryFault.class, call);
        assertEquals(RegistryFault.CONNECTION_LOST, fault.code(), fault::toString);
    }

    // ---- A proxy that does not connect us

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 401, 403, 404, 407, 429, 502})
    void refusalOfAProxyIsNotTheRegistrys(int status) throws IOException {
        try (var proxy = new RawServer(request -> {
                    request.write(RawServer.status(
                            status,
                            "Proxy-Authenticate: Basic realm=\"x\"",
                            "WWW-Authenticate: Basic realm=\"x\"",
                            "Docker-Distribution-Api-Version: registry/2.0"));
                    return true;
                });
                var registry = new Registry(RegistryConfig.of(HostPort.parse("registry.invalid"))
                        .withTimeout(Duration.ofSeconds(5))
                        .withProxy(HttpProxy.of(proxy.host())))) {
            for (var call : Stream.<Executable>of(
                            () -> registry.hasBlob("library/app", LAYER.digest()),
                            () -> registry.headManifest("library/app", "v1"),
                            () -> registry.getBlob("library/app", LAYER.descriptor()),
                            () -> registry.listTags("library/app"),
                            () -> registry.startBlob("library/app", LAYER.digest()),
                            () -> registry.deleteManifest("library/app", LAYER.digest(), Set.of()))
                    .toList()) {
                var fault = assertThrows(RegistryFault.class, call);

                assertEquals(RegistryFault.UNREACHABLE, fault.code(), fault::toString);
                assertTrue(fault.toString().contains("the proxy answered " + status), fault::toString);
            }
            // Nothing but that was said to it, and each time on a connection of its own.
            assertEquals(proxy.connections(), proxy.requests("CONNECT").size());
        }
    }

    // ---- Heads that are none

    @Test
    void lengthThatIsNoNumberIsALostConnection() throws IOException {
        try (var server = new RawServer(request -> {
                    request.write("HTTP/1.1 200 OK\r\nDocker-Content-Digest: " + LAYER.digest()
                            + "\r\nContent-Type: application/vnd.oci.image.manifest.v1+json"
                            + "\r\nContent-Length: abc\r\n\r\n");
                    return true;
                });
                var registry = new Registry(server.config())) {
            isLost(() -> registry.hasBlob("library/app", LAYER.digest()));
            isLost(() -> registry.headManifest("library/app", "v1"));
            isLost(() -> registry.getManifest("library/app", "v1"));
            isLost(() -> registry.getBlob("library/app", LAYER.descriptor()));
            isLost(() -> registry.startBlob("library/app", LAYER.digest()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: abc\r\n",
                "Content-Length: abc\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 99999999999999999999\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 1000\r\n\u0001: x\r\n"
            })
    void downloadsThatFailedLeaveRoomForOthers(String headers) throws IOException {
        var isWhole = new AtomicBoolean();
        try (var server = new RawServer(request -> {
                    var more = isWhole.get() ? "Content-Length: 1000\r\n" : headers;
                    request.write("HTTP/1.1 200 OK\r\n" + more + "\r\n");
                    if (more.contains("chunked")) {
                        request.write("3e8\r\n");
                    }
                    request.out().write(LAYER.bytes());
                    if (more.contains("chunked")) {
                        request.write("\r\n0\r\n\r\n");
                    }
                    return true;
                });
                var registry = new Registry(server.config().withPace(new Pace(4, 0, 0, List.of())))) {
            for (int i = 0; i < 40; i++) {
                isLost(() -> registry.getBlob("library/app", LAYER.descriptor()));
            }
            isWhole.set(true);

            var together = new ArrayList<BlobReader>();
            for (int i = 0; i < 4; i++) {
                together.add(registry.getBlob("library/app", LAYER.descriptor()).orElseThrow());
            }
            for (var blob : together) {
                try (blob) {
                    assertArrayEquals(LAYER.bytes(), blob.readAllBytes());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0001: x", "\u0001\u0002: x", ": x", "\t\u0001: x", "Foo\u0001 : 1\r\nFoo\u0001: 2", "nocolon"
            })
    void headerWithoutAProperNameIsALostConnection(String header) throws IOException {
        try (var server = new RawServer(request -> {
                    request.write(RawServer.status(200, header));
                    return true;
                });
                var registry = new Registry(server.config())) {
            isLost(() -> registry.hasBlob("library/app", LAYER.digest()));
            isLost(() -> registry.startBlob("library/app", LAYER.digest()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS/1.2", "TLS/1.3, HTTP/1.1", "websocket", "h2c"})
    void upgradeThatNobodyAskedForIsNotMade(String protocol) throws Exception {
        var sent = new CopyOnWriteArrayList<Integer>();
        try (var server = new RawServer(request -> {
                    request.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + protocol
                            + "\r\n\r\n");
                    sent.add(firstByte(request.in()));
                    return false;
                });
                var registry = new Registry(server.config())) {
            isLost(() -> registry.hasBlob("library/app", LAYER.digest()));
            isLost(() -> registry.startBlob("library/app", LAYER.digest()));
            // A HEAD goes out twice.
            server.awaitClosed(3);

            assertEquals(List.of(-1, -1, -1), sent, "the first byte that came after it");
        }
    }

    /** Below 0 if the connection ends without. */
    private static int firstByte(InputStream in) {
        try {
            return in.read();
        } catch (IOException reset) {
            return -1;
        }
    }

    // ---- Uploads

    @Test
    void errorOfWhoIsToldOfProgressReachesTheCallerAndHarmsNobodyElse() throws Exception {
        var error = new AssertionError("made up");
        try (var server = new RawServer(request -> {
                    request.skipBody();
                    request.write(request.is("POST") ? RawServer.uploadStarted() : RawServer.status(201));
                    return true;
                });
                var registry = new Registry(server.config().withPace(new Pace(2, 0, 0, List.of())))) {
            for (int i = 0; i < 5; i++) {
                var session = registry.startBlob("library/app", LAYER.digest());
                var content = new ByteArrayInputStream(LAYER.bytes());

                var thrown = assertThrows(
                        AssertionError.class,
                        () -> registry.putBlob(session, LAYER.descriptor(), content, bytes -> {
                            throw error;
                        }));

                assertSame(error, thrown);
            }
            push(registry, LAYER);
            assertTrue(registry.hasBlob("library/app", LAYER.digest()));
        }
    }

    /** The whole blob has left by then, so it is the time for a commit that counts. */
    @Test
    void commitMayTakeLongerThanABodyMayStandStill() throws Exception {
        try (var server = new RawServer(request -> {
                    request.skipBody();
                    if (request.is("PUT")) {
                        // What is shown: a commit that takes longer than a body may stand still.
                        LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
                    }
                    request.write(request.is("POST") ? RawServer.uploadStarted() : RawServer.status(201));
                    return true;
                });
                var registry = new Registry(server.config()
                        .withIdleTimeout(Duration.ofSeconds(2))
                        .withCommitTimeout(Duration.ofSeconds(30)))) {
            push(registry, LAYER);

            assertEquals(1, server.requests("PUT").size());
        }
    }

    // ---- Interrupts

    @Test
    void interruptWhileTheKnownPartOfABlobIsSkippedEndsTheRead() throws Exception {
        var end = new CountDownLatch(1);
        try (var server = new RawServer(request -> {
                    request.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    if (request.head().contains("\r\nRange: ")) {
                        request.out().write(LAYER.bytes(), 0, 1);
                        end.await();
                    } else {
                        request.out().write(LAYER.bytes(), 0, 600);
                    }
                    return false;
                });
                var registry = new Registry(server.config().withIdleTimeout(Duration.ofMinutes(1)))) {
            var outcome = new CompletableFuture<Throwable>();
            var reader = Thread.ofVirtual().start(() -> {
                var thrown = assertThrows(Throwable.class, () -> pull(registry));
                outcome.complete(
                        Thread.currentThread().isInterrupted() ? thrown : new AssertionError("no flag", thrown));
            });
            Await.until("it skips", () -> waitsIn(reader, "skipNBytes"));

            reader.interrupt();

            assertInstanceOf(CancellationException.class, outcome.get(10, TimeUnit.SECONDS));
            end.countDown();
        }
    }

    private static boolean waitsIn(Thread thread, String method) {
        return thread.getState() == Thread.State.WAITING
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
