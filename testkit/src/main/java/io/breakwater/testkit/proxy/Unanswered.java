package io.breakwater.testkit.proxy;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** The requests of one connection that the server has been sent and has not answered. Thread-safe. */
final class Unanswered {
    private final Queue<Exchange> exchanges = new ArrayDeque<>();

    synchronized void add(Exchange exchange) {
        exchanges.add(exchange);
    }

    synchronized Optional<Exchange> oldest() {
        return Optional.ofNullable(exchanges.peek());
    }

    synchronized void answered() {
        exchanges.poll();
        notifyAll();
    }

    /** The server will not answer any more. */
    synchronized void giveUp() {
        exchanges.clear();
        notifyAll();
    }

    synchronized void awaitNone() throws InterruptedIOException {
        try {
            while (!exchanges.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw Sockets.interrupted(e);
        }
    }
}
