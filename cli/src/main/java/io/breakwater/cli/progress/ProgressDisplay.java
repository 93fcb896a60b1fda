package io.breakwater.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows progress while it is open: on a terminal a bar that is drawn over itself five times a second, elsewhere one line
 * every ten seconds. Work that is over within the first interval shows nothing.
 */
public final class ProgressDisplay implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration LINE = Duration.ofSeconds(10);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final Supplier<? extends Shown> progress;
    private final long start = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;

    private ProgressDisplay(PrintWriter err, boolean terminal, Supplier<? extends Shown> progress) {
        this.err = err;
        this.terminal = terminal;
        this.progress = progress;
        this.thread = Thread.ofVirtual().name("progress").unstarted(this::show);
    }

    /** @param terminal whether {@code err} is one */
    public static ProgressDisplay open(PrintWriter err, boolean terminal, Supplier<? extends Shown> progress) {
        var display = new ProgressDisplay(err, terminal, progress);
        display.thread.start();
        return display;
    }

    /** Whether stderr is a terminal; only the launcher can tell, so elsewhere it is none. */
    public static boolean isTerminal() {
        return Boolean.getBoolean("breakwater.terminal");
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        done.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (terminal) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    private void show() {
        try {
            while (!done.await((terminal ? REDRAW : LINE).toMillis(), TimeUnit.MILLISECONDS)) {
                var elapsed = Duration.ofNanos(System.nanoTime() - start);
                if (terminal) {
                    err.print(CLEAR_LINE + progress.get().bar(elapsed));
                    err.flush();
                } else {
                    err.println(progress.get().plain(elapsed));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
