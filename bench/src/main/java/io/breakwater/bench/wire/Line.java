package io.breakwater.bench.wire;

import java.time.Duration;

/**
 * One way over a long line. Times are {@link System#nanoTime}'s.
 *
 * @param usableFrom before then nobody sends: on a real line the answer to the client's SYN has to come back first, while
 *     loopback opens a connection at once
 */
record Line(Duration oneWay, long usableFrom) {
    /** From the client: it hears that the connection is open one round trip after it asked. */
    static Line fromClient(Duration oneWay, long opened) {
        return new Line(oneWay, opened + 2 * oneWay.toNanos());
    }

    /** From the registry, which answers what has come over the other way. */
    static Line fromRegistry(Duration oneWay, long opened) {
        return new Line(oneWay, opened);
    }

    /** When bytes arrive that were sent at {@code sent}, or would have been. */
    long arrival(long sent) {
        var start = sent - usableFrom < 0 ? usableFrom : sent;
        return start + oneWay.toNanos();
    }
}
