package io.breakwater.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;

/** Sends requests over some connections, one at a time on each, from one thread that takes little from the receiver. */
final class HttpLoad {
    private final Webhooks webhooks;
    private final Pace pace;
    private final long first;
    private final Histogram micros = Load.histogram();
    private final Deque<HttpCaller> idle = new ArrayDeque<>();
    private long sent;
    private long answered;

    private HttpLoad(Webhooks webhooks, long first, Pace pace) {
        this.webhooks = webhooks;
        this.first = first;
        this.pace = pace;
    }

    /**
     * @param first number of the first webhook; the others follow
     * @throws IllegalStateException if anything but 202 is answered: then there is nothing to measure
     */
    static Load run(int port, int connections, Webhooks webhooks, long first, Pace pace) {
        try (var selector = Selector.open()) {
            return new HttpLoad(webhooks, first, pace).run(selector, port, connections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Load run(Selector selector, int port, int connections) throws IOException {
        try {
            for (var i = 0; i < connections; i++) {
                connect(selector, port);
            }
            var start = System.nanoTime();
            while (answered < pace.count()) {
                send(start);
                if (pace.perSecond() == 0 || sent == pace.count()) {
                    selector.select(this::serve);
                } else {
                    selector.select(this::serve, 1);
                }
            }
            return new Load(answered, Duration.ofNanos(System.nanoTime() - start), micros);
        } finally {
            for (var key : selector.keys()) {
                key.channel().close();
            }
        }
    }

    private void connect(Selector selector, int port) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var caller = new HttpCaller(channel);
        channel.register(selector, SelectionKey.OP_READ, caller);
        idle.add(caller);
    }

    /** What is due, as long as a connection is free. */
    private void send(long start) throws IOException {
        while (sent < pace.count() && !idle.isEmpty()) {
            var now = System.nanoTime();
            var due = pace.perSecond() == 0 ? now : start + pace.due(sent);
            if (due - now > 0) {
                return;
            }
            idle.remove().send(webhooks.request(first + sent), due);
            sent++;
        }
    }

    private void serve(SelectionKey key) {
        try {
            var caller = (HttpCaller) key.attachment();
            if (caller.isAnswered()) {
                micros.recordValue((System.nanoTime() - caller.due()) / 1_000);
                answered++;
                idle.add(caller);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
