package io.breakwater.testkit.face;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;

/** An HTTP server on 127.0.0.1 that can go away and come back on the same port. Plain HTTP; a virtual thread per request. */
public final class FaceServer implements AutoCloseable {
    static {
        // Without it every answer to a kept connection waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String name;
    private final HttpHandler handler;
    private final int port;
    private HttpServer server;
    private PlainDoor door;

    /**
     * Answers when it returns.
     *
     * @param name for threads and messages
     * @param port 0 for a free one
     */
    public FaceServer(String name, int port, HttpHandler handler) {
        this.name = name;
        this.handler = handler;
        this.server = serve();
        this.door = PlainDoor.open(port, server.getAddress());
        this.port = door.port();
    }

    /** As image references name it: {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    public URI url() {
        return URI.create("http://" + host());
    }

    /** An outage: cuts every connection. */
    public void stop() {
        door.close();
        server.stop(0);
    }

    /** After {@link #stop()}: on the same port. */
    public void startAgain() {
        server = serve();
        door = PlainDoor.open(port, server.getAddress());
    }

    @Override
    public void close() {
        stop();
    }

    private HttpServer serve() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name(name + "-", 0).factory()));
            http.createContext("/", handler);
            http.start();
            return http;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the " + name, e);
        }
    }
}
