package io.breakwater.registry;

import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that tunnels, and remembers what it was shown. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();

    ConnectProxy() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    HostPort host() {
        return HostPort.parse("127.0.0.1:" + server.getLocalPort());
    }

    /** The requests it was sent, up to the empty line. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                Thread.ofVirtual().start(() -> tunnel(client));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void tunnel(Socket client) {
        try (client) {
            var head = head(client.getInputStream());
            heads.add(head);
            var target = head.split(" ", -1)[1];
            var colon = target.lastIndexOf(':');
            try (var upstream = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                var back = Thread.ofVirtual().start(() -> copy(upstream, client));
                copy(client, upstream);
                back.join();
            }
        } catch (IOException | InterruptedException e) {
            // One of the two has gone away.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var one = in.read();
            if (one < 0) {
                throw new IOException("no request");
            }
            head.append((char) one);
        }
        return head.toString();
    }

    private static void copy(Socket from, Socket to) {
        try (OutputStream out = to.getOutputStream()) {
            from.getInputStream().transferTo(out);
        } catch (IOException gone) {
            // One of the two has gone away.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
