package io.breakwater.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells a person what happens, line by line, each step with the time that it took. */
final class Story {
    private static final int TIMES_COLUMN = 84;

    private final PrintWriter out;
    private final long startedNanos = System.nanoTime();

    Story(PrintWriter out) {
        this.out = out;
    }

    /** A headline, after an empty line. */
    void chapter(String title) {
        out.println();
        out.println(title);
        out.flush();
    }

    void say(String line) {
        out.println("  " + line);
        out.flush();
    }

    /** Does {@code work} and says so, with its time. What it throws is the story's end. */
    <T> T step(String what, Callable<T> work) throws Exception {
        var begin = System.nanoTime();
        var result = work.call();
        timed(what, Duration.ofNanos(System.nanoTime() - begin));
        return result;
    }

    /** One line with a time that was measured elsewhere. */
    void timed(String what, Duration time) {
        var dots = ".".repeat(Math.max(3, TIMES_COLUMN - what.length()));
        say(what + " " + dots + " " + seconds(time));
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%6.2f s", time.toMillis() / 1_000.0);
    }

    /** In the unit that a person would choose. */
    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
