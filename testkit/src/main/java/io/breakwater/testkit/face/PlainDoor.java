package io.breakwater.testkit.face;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The face's port. Hangs up on clients that begin with TLS and hands all others on to the server behind: Jib and Docker try
 * TLS first and fall back to plain HTTP when that fails, but the JDK's server takes a TLS greeting for the beginning of a
 * request and waits for more. Closing the door cuts all connections, as an outage does.
 */
final class PlainDoor implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int WAITING = 100;

    private final ServerSocket door;
    private final InetSocketAddress behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private PlainDoor(ServerSocket door, InetSocketAddress behind) {
        this.door = door;
        this.behind = behind;
    }

    /** @param port 0 for a free one */
    static PlainDoor open(int port, InetSocketAddress behind) {
        try {
            var door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAITING);
            var plainDoor = new PlainDoor(door, behind);
            Thread.ofVirtual().name("plain-door").start(plainDoor::accept);
            return plainDoor;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port + " of 127.0.0.1", e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    @Override
    public void close() {
        closeQuietly(door);
        open.forEach(PlainDoor::closeQuietly);
    }

    private void accept() {
        try {
            while (true) {
                var client = door.accept();
                Thread.ofVirtual().name("plain-door-client").start(() -> serve(client));
            }
        } catch (IOException e) {
            // The door is closed.
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                var server = new Socket()) {
            var first = client.getInputStream().read();
            if (first < 0 || first == TLS_HANDSHAKE || door.isClosed()) {
                return;
            }
            server.connect(behind);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            server.getOutputStream().write(first);
            var answers = Thread.ofVirtual().name("plain-door-answers").start(() -> pump(server, client));
            pump(client, server);
            answers.join();
        } catch (IOException e) {
            // One of the two has hung up; the other is told by the close.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is to be gone, and it is.
        }
    }
}
