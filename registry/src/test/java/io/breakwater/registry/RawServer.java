package io.breakwater.registry;

import io.breakwater.registry.reference.HostPort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** A server whose answers are written byte by byte, for what an HTTP server would not do. */
final class RawServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Semaphore closed = new Semaphore(0);
    private final Script script;

    /** What to do with a request. */
    @FunctionalInterface
    interface Script {
        /** @return whether the connection stays open */
        boolean answer(Request request) throws IOException, InterruptedException;
    }

    /** One that came in on the connection with this number; its body is still to be read. */
    record Request(int connection, String head, InputStream in, OutputStream out) {
        boolean is(String method) {
            return head.startsWith(method + " ");
        }

        long length() {
            var matcher = LENGTH.matcher(head);
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        }

        void skipBody() throws IOException {
            in.skipNBytes(length());
        }

        /** In one packet, if it is short. */
        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Hands all that comes to another server, and its answers back, until the client has enough. */
        void tunnelTo(HostPort host) throws IOException {
            try (var upstream =
                    new Socket(InetAddress.getLoopbackAddress(), host.port().orElseThrow())) {
                Thread.ofVirtual().start(() -> {
                    try {
                        upstream.getInputStream().transferTo(out);
                    } catch (IOException gone) {
                        // One of the two has gone away.
                    }
                });
                in.transferTo(upstream.getOutputStream());
            }
        }

        @Override
        public String toString() {
            return head.lines().findFirst().orElse("") + " (connection " + connection + ")";
        }
    }

    RawServer(Script script) throws IOException {
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    HostPort host() {
        return HostPort.parse("127.0.0.1:" + server.getLocalPort());
    }

    RegistryConfig config() {
        return RegistryConfig.of(host())
                .withPlainHttp(true)
                .withTimeout(Duration.ofSeconds(10))
                .withIdleTimeout(Duration.ofSeconds(10))
                .withCommitTimeout(Duration.ofSeconds(10));
    }

    /** A head without a body. */
    static String status(int status, String... headers) {
        return "HTTP/1.1 " + status + " Told by the test\r\n"
                + String.join(
                        "", List.of(headers).stream().map(line -> line + "\r\n").toList())
                + "Content-Length: 0\r\n\r\n";
    }

    /** How an upload begins. */
    static String uploadStarted() {
        return status(202, "Location: /v2/library/app/blobs/uploads/1?_state=x");
    }

    int connections() {
        return sockets.size();
    }

    /** Those of this method whose head has come in. */
    List<Request> requests(String method) {
        return requests.stream().filter(request -> request.is(method)).toList();
    }

    /** Returns when that many connections have ended since the last time. */
    void awaitClosed(int count) throws InterruptedException {
        closed.acquire(count);
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                sockets.add(socket);
                var number = sockets.size();
                Thread.ofVirtual().start(() -> serve(socket, number));
            }
        } catch (IOException ended) {
            // The test has ended.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                var request = new Request(number, head(in), in, socket.getOutputStream());
                requests.add(request);
                if (!script.answer(request)) {
                    break;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The client has let go of it.
        } finally {
            closed.release();
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var one = in.read();
            if (one < 0) {
                throw new IOException("no request");
            }
            head.append((char) one);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
