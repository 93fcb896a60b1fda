package io.breakwater.registry.copy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One at a time of whatever has a key: whoever else wants the same waits for its end, and finds it done. The lock guards the
 * map alone.
 */
final class Flights<K> {
    private final Map<K, CountDownLatch> under = new HashMap<>();

    /**
     * Runs {@code work} unless somebody else is at it; then waits until that one has ended, however it ends.
     *
     * @return whether it was run
     * @throws CancellationException if this thread is interrupted while it waits; it stays so
     */
    boolean runOrWait(K key, Runnable work) {
        var mine = new CountDownLatch(1);
        var other = enter(key, mine);
        if (other != null) {
            await(other);
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            leave(key);
            mine.countDown();
        }
    }

    /**
     * Runs {@code work} as soon as nobody else is at it: where each has something of its own to do, but only one may.
     *
     * @throws CancellationException as {@link #runOrWait}
     */
    void runAlone(K key, Runnable work) {
        var ran = false;
        while (!ran) {
            ran = runOrWait(key, work);
        }
    }

    private synchronized @Nullable CountDownLatch enter(K key, CountDownLatch mine) {
        return under.putIfAbsent(key, mine);
    }

    private synchronized void leave(K key) {
        under.remove(key);
    }

    private static void await(CountDownLatch other) {
        try {
            other.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while another copy is at the same");
        }
    }
}
