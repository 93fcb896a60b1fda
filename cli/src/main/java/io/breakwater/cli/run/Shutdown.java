package io.breakwater.cli.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and Ctrl-C, turned into something to wait for. The JVM is held until {@link #close}, or for
 * {@link #LONGEST_END}.
 */
final class Shutdown implements AutoCloseable {
    /** Kubernetes kills after 30 s unless it is told otherwise. */
    private static final Duration LONGEST_END = Duration.ofSeconds(25);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Shutdown() {}

    static Shutdown listen() {
        var shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::hold, "shutdown"));
        return shutdown;
    }

    /** Waits for at most {@code longest}. @return whether the end was asked for */
    boolean isAskedWithin(Duration longest) throws InterruptedException {
        return asked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ended.countDown();
    }

    private void hold() {
        asked.countDown();
        try {
            if (!ended.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println(
                        "breakwater: gave up waiting for an orderly end after " + LONGEST_END.toSeconds() + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
