package io.breakwater.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy for TCP on a free port of 127.0.0.1. Each direction is late by half the round trip, and not narrower for it:
 * bytes wait in a queue, 64 KiB at a time. The first bytes of a connection are late by another round trip, which is what
 * opening one costs on a real line.
 */
public final class TcpWire implements Wire {
    private final InetSocketAddress registry;
    private final Duration oneWay;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> kinds = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong toRegistry = new AtomicLong();
    private final AtomicLong fromRegistry = new AtomicLong();

    private TcpWire(InetSocketAddress registry, Duration oneWay, ServerSocket server) {
        this.registry = registry;
        this.oneWay = oneWay;
        this.server = server;
    }

    /**
     * Listens when it returns.
     *
     * @param host the registry, {@code ADDRESS:PORT}
     * @param roundTrip may be nothing
     */
    public static TcpWire to(String host, Duration roundTrip) {
        var colon = host.lastIndexOf(':');
        var registry =
                new InetSocketAddress(host.substring(0, colon), Integer.parseInt(host, colon + 1, host.length(), 10));
        try {
            var server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
            var wire = new TcpWire(registry, roundTrip.dividedBy(2), server);
            Thread.ofVirtual().name("wire-accept").start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen for " + host, e);
        }
    }

    @Override
    public String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public Traffic traffic() {
        var seen = new TreeMap<>(kinds);
        var requests = seen.values().stream().mapToInt(Integer::intValue).sum();
        return new Traffic(requests, seen, connections.get(), toRegistry.get(), fromRegistry.get());
    }

    @Override
    public void close() {
        quietly(server);
        open.forEach(TcpWire::quietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // Closed, or a client that has gone again.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var opened = System.nanoTime();
        open.add(client);
        connections.incrementAndGet();
        var upstream = new Socket();
        open.add(upstream);
        try {
            upstream.connect(registry);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
        } catch (IOException e) {
            end(client, upstream);
            throw e;
        }
        var scanner = new RequestScanner(line -> kinds.merge(RequestKind.of(line), 1, Integer::sum));
        var ends = new AtomicInteger();
        Runnable ended = () -> {
            if (ends.incrementAndGet() == 2) {
                end(client, upstream);
            }
        };
        Pump.start("wire-up", client, upstream, Line.fromClient(oneWay, opened), ended, (bytes, length) -> {
            toRegistry.addAndGet(length);
            scanner.scan(bytes, length);
        });
        Pump.start(
                "wire-down",
                upstream,
                client,
                Line.fromRegistry(oneWay, opened),
                ended,
                (bytes, length) -> fromRegistry.addAndGet(length));
    }

    private void end(Socket client, Socket upstream) {
        for (var socket : Set.of(client, upstream)) {
            quietly(socket);
            open.remove(socket);
        }
    }

    private static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is gone, which is what was wanted.
        }
    }
}
