package io.breakwater.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands on 127.0.0.1 in front of a server that speaks HTTP/1.1 in the clear. It counts requests; it makes the line longer
 * and narrower; it answers, delays, breaks and falsifies where a rule says so. Without rules, bytes pass unchanged, the
 * {@code Host} header among them: a {@code registry} answers {@code Location}s by that, so its clients stay with the proxy.
 *
 * <p>Thread-safe; settings may be changed at any time. What length and width the line has is settled when a connection is made.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int WAITING = 1000;

    private final InetSocketAddress behind;
    private final int port;
    private final Gate gate = new Gate();
    private final Rules rules = new Rules();
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private Duration delay = Duration.ZERO;
    private long bytesPerSecond;
    private volatile Connection.Line line = line();
    private ServerSocket door;

    private FaultProxy(InetSocketAddress behind) {
        this.behind = behind;
        this.door = listen(0);
        this.port = door.getLocalPort();
    }

    /** On a free port, in front of {@code host:port}. Accepts connections when it returns. */
    public static FaultProxy to(String hostAndPort) {
        return to(URI.create("http://" + hostAndPort));
    }

    /** On a free port, in front of {@code http://host:port}. */
    public static FaultProxy to(URI server) {
        return new FaultProxy(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    /** As image references name it: {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    public URI url() {
        return URI.create("http://" + host());
    }

    /**
     * Makes the line longer for new connections: {@code roundTrip} there and back, half in each direction, and one more when
     * a connection is made. Costs no throughput below 32 MiB under way.
     */
    public synchronized FaultProxy delay(Duration roundTrip) {
        delay = roundTrip;
        line = line();
        return this;
    }

    /** Makes the line narrower for new connections, which share it: so many bytes in each direction; 0 for no limit. */
    public synchronized FaultProxy bandwidth(long bytes) {
        bytesPerSecond = bytes;
        line = line();
        return this;
    }

    /** The next request that matches meets {@code fault}. Older rules come first. */
    public FaultProxy once(Predicate<Seen> request, Fault fault) {
        return times(1, request, fault);
    }

    public FaultProxy times(int count, Predicate<Seen> request, Fault fault) {
        rules.add(request, fault, count);
        return this;
    }

    public FaultProxy always(Predicate<Seen> request, Fault fault) {
        return times(Integer.MAX_VALUE, request, fault);
    }

    /** Nothing arrives any more, in neither direction, though connections stay and new ones are accepted. */
    public void blackHole() {
        gate.set(true);
    }

    /** After {@link #blackHole()}: all that was sent meanwhile arrives. */
    public void lift() {
        gate.set(false);
    }

    /** Cuts all connections; new ones are accepted. */
    public void cutAll() {
        open.forEach(Connection::cut);
    }

    /** An outage: cuts all connections and refuses new ones. */
    public void stop() {
        Sockets.close(door);
        cutAll();
    }

    /** After {@link #stop()}: on the same port. */
    public void startAgain() {
        door = listen(port);
    }

    /** All requests since the last {@link #clear()}, in the order of their arrival, as they stand now. */
    public List<Seen> requests() {
        return exchanges.stream().map(Exchange::seen).toList();
    }

    /** Those of {@link #requests()} that match. */
    public List<Seen> requests(Predicate<Seen> request) {
        return requests().stream().filter(request).toList();
    }

    /** Connections that were made since the last {@link #clear()}. */
    public int connections() {
        return connections.get();
    }

    /** Forgets what was counted; rules and settings stay. */
    public void clear() {
        exchanges.clear();
        connections.set(0);
    }

    @Override
    public void close() {
        stop();
        gate.set(false);
    }

    private Connection.Line line() {
        var oneWay = delay.dividedBy(2);
        return new Connection.Line(
                new Link(oneWay, bytesPerSecond), new Link(oneWay, bytesPerSecond), delay.toNanos(), gate);
    }

    private ServerSocket listen(int number) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), WAITING);
            Thread.ofVirtual().name("fault-proxy-door").start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + number + " of 127.0.0.1", e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                var client = socket.accept();
                Thread.ofVirtual().name("fault-proxy-requests").start(() -> serve(client, socket));
            }
        } catch (IOException e) {
            // The door is closed.
        }
    }

    private void serve(Socket client, ServerSocket through) {
        var number = connections.incrementAndGet();
        var connection = new Connection(client, behind, line, head -> begin(head, number));
        open.add(connection);
        if (through.isClosed()) {
            // It came in while the door was being closed.
            connection.cut();
        }
        try {
            connection.serve();
        } finally {
            open.remove(connection);
        }
    }

    private Exchange begin(Head head, int connection) {
        var exchange = new Exchange(head, connection);
        exchanges.add(exchange);
        rules.take(exchange.seen()).ifPresent(exchange::fault);
        return exchange;
    }
}
