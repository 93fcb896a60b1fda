package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One transfer of a blob to a target at a time. Whoever else needs the blob, in whatever repository, waits for its end and
 * then finds it known, to be mounted. The lock guards the map alone.
 */
final class Flights {
    private final Map<Digest, CountDownLatch> under = new HashMap<>();

    /**
     * Runs {@code transfer} unless somebody else is at this blob; then waits until that one has ended, however it ends.
     *
     * @return whether it was run
     * @throws CancellationException if this thread is interrupted while it waits; it stays so
     */
    boolean runOrWait(Digest blob, Runnable transfer) {
        var mine = new CountDownLatch(1);
        var other = enter(blob, mine);
        if (other != null) {
            await(other);
            return false;
        }
        try {
            transfer.run();
            return true;
        } finally {
            leave(blob);
            mine.countDown();
        }
    }

    private synchronized @Nullable CountDownLatch enter(Digest blob, CountDownLatch mine) {
        return under.putIfAbsent(blob, mine);
    }

    private synchronized void leave(Digest blob) {
        under.remove(blob);
    }

    private static void await(CountDownLatch other) {
        try {
            other.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while another copy sends the blob");
        }
    }
}
