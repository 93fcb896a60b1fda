package io.breakwater.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, never for a time. */
public final class Await {
    /** So long that only something that hangs is cut off, however slow the machine. */
    private static final Duration HANGS_AFTER = Duration.ofMinutes(3);

    private static final Duration STEP = Duration.ofMillis(10);

    private Await() {}

    /**
     * Returns when {@code condition} holds.
     *
     * @param what the condition in words, for the message
     * @throws IllegalStateException if it does not hold after three minutes
     */
    public static void until(String what, BooleanSupplier condition) {
        var deadline = System.nanoTime() + HANGS_AFTER.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("After " + HANGS_AFTER.toMinutes() + " minutes still not: " + what);
            }
            pause(what);
        }
    }

    private static void pause(String what) {
        try {
            // Here is where all tests wait for what can only be asked: never for a time, but until it holds.
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for: " + what, e);
        }
    }
}
