package io.breakwater.registry;

import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The way to a server, on which every connection ends when so many bytes have gone there. */
final class CuttingLink implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final HostPort upstream;
    private final long most;

    CuttingLink(HostPort upstream, long most) throws IOException {
        this.upstream = upstream;
        this.most = most;
        Thread.ofVirtual().start(this::accept);
    }

    HostPort host() {
        return HostPort.parse("127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> connect(socket));
            }
        } catch (IOException ended) {
            // The test has ended.
        }
    }

    private void connect(Socket client) {
        try (client;
                var there = new Socket(
                        InetAddress.getLoopbackAddress(), upstream.port().orElseThrow())) {
            Thread.ofVirtual().start(() -> answer(there, client));
            pass(client.getInputStream(), there.getOutputStream());
        } catch (IOException gone) {
            // One of the two has gone away.
        }
    }

    private static void answer(Socket there, Socket client) {
        try {
            there.getInputStream().transferTo(client.getOutputStream());
            client.shutdownOutput();
        } catch (IOException gone) {
            // One of the two has gone away.
        }
    }

    private void pass(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[16 << 10];
        for (long left = most; left > 0; ) {
            var count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
