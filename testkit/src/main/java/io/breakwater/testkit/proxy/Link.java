package io.breakwater.testkit.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One direction of the line, shared by all connections: how long it is, and how wide. Thread-safe. */
final class Link {
    private final long delayNanos;
    private final long bytesPerSecond;
    private long freeAt = System.nanoTime();

    /** @param bytesPerSecond 0 for as many as can be */
    Link(Duration delay, long bytesPerSecond) {
        this.delayNanos = delay.toNanos();
        this.bytesPerSecond = bytesPerSecond;
    }

    boolean isLong() {
        return delayNanos > 0;
    }

    /** When something that leaves now arrives, in {@link System#nanoTime}. */
    long arrival() {
        return System.nanoTime() + delayNanos;
    }

    /** Waits until {@code bytes} have left, behind all others that want to. */
    void occupy(int bytes) throws InterruptedException {
        if (bytesPerSecond > 0) {
            sleepUntil(reserve(bytes));
        }
    }

    static void sleepUntil(long nanoTime) throws InterruptedException {
        var left = nanoTime - System.nanoTime();
        if (left > 0) {
            // The length and width of the line.
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private synchronized long reserve(int bytes) {
        var now = System.nanoTime();
        freeAt = (freeAt - now > 0 ? freeAt : now) + bytes * 1_000_000_000L / bytesPerSecond;
        return freeAt;
    }
}
