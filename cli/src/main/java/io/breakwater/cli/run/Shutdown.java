package io.breakwater.cli.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and Ctrl-C, turned into something to wait for. A start that is under way is interrupted. The JVM is held until
 * {@link #close}, or for {@link #LONGEST_END}. The lock guards {@link #starting}.
 */
public final class Shutdown implements AutoCloseable {
    /** Kubernetes kills after 30 s unless it is told otherwise. */
    private static final Duration LONGEST_END = Duration.ofSeconds(25);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Who may be interrupted, since it does not look whether the end was asked for. */
    private Optional<Thread> starting;

    private Shutdown(Thread starting) {
        this.starting = Optional.of(starting);
    }

    /** For the calling thread, which starts what is to be ended, and then says so by {@link #started}. */
    public static Shutdown listen() {
        var shutdown = new Shutdown(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::hold, "shutdown"));
        return shutdown;
    }

    /** The start is over, well or not: the calling thread is not interrupted any more, and ends in peace. */
    public synchronized void started() {
        starting = Optional.empty();
        if (isAsked()) {
            Thread.interrupted();
        }
    }

    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    private synchronized void ask() {
        asked.countDown();
        starting.ifPresent(Thread::interrupt);
    }

    /**
     * Waits for at most {@code longest}.
     *
     * @return whether the end was asked for
     */
    public boolean isAskedWithin(Duration longest) throws InterruptedException {
        return asked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ended.countDown();
    }

    private void hold() {
        ask();
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
