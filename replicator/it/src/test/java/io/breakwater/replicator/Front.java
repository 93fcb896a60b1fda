package io.breakwater.replicator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.breakwater.testkit.face.Upstream;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a real registry and does to its answers what a test wants. Plain HTTP on 127.0.0.1. */
final class Front implements AutoCloseable {
    private final Upstream upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** What is done with a request before the registry sees it. */
    private volatile Rule before = _ -> false;

    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch holding = new CountDownLatch(0);

    /** What is done when the registry has answered and the client does not know yet. */
    private volatile Rule after = _ -> false;

    /** @see #refuse */
    interface Rule {
        /** @return whether the request has been answered */
        boolean answer(HttpExchange exchange) throws IOException;
    }

    Front(RegistryProcess registry) {
        upstream = new Upstream(registry.url());
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers requests whose method and path fit the pattern with {@code status}, until told otherwise. */
    void refuse(String pattern, int status) {
        refuse(pattern, status, 0);
    }

    /** As {@link #refuse(String, int)}, asking to be left alone for some seconds; 0 asks for nothing. */
    void refuse(String pattern, int status, int retryAfterSeconds) {
        before = exchange -> {
            var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            if (!request.matches(pattern)) {
                return false;
            }
            exchange.getRequestBody().readAllBytes();
            if (retryAfterSeconds > 0) {
                exchange.getResponseHeaders().set("Retry-After", Integer.toString(retryAfterSeconds));
            }
            exchange.sendResponseHeaders(status, -1);
            return true;
        };
    }

    /** As {@link #refuse(String, int)}, and what was refused before is so still. */
    void refuseToo(String pattern, int status) {
        var others = before;
        refuse(pattern, status);
        var these = before;
        before = exchange -> others.answer(exchange) || these.answer(exchange);
    }

    /** Keeps requests that fit the pattern waiting until {@link #letGo}. */
    void hold(String pattern) {
        var end = new CountDownLatch(1);
        holding = end;
        held.set(0);
        before = exchange -> {
            if ((exchange.getRequestMethod() + " " + exchange.getRequestURI()).matches(pattern)) {
                held.incrementAndGet();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return false;
        };
    }

    /** How many requests {@link #hold} has kept waiting since it was last called. */
    int held() {
        return held.get();
    }

    /** Lets everything pass again, what was kept waiting first. */
    void letPass() {
        before = _ -> false;
        holding.countDown();
    }

    /** The same, and answers are as they are. */
    void letGo() {
        letPass();
        after = _ -> false;
    }

    /** What is kept waiting waits on. */
    void refuseNothing() {
        before = _ -> false;
    }

    void after(Rule rule) {
        after = rule;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!before.answer(exchange)) {
                handOn(exchange);
            }
        }
    }

    private void handOn(HttpExchange exchange) throws IOException {
        var answer = upstream.ask(exchange);
        if (!after.answer(exchange)) {
            upstream.hand(answer, exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        upstream.close();
    }
}
