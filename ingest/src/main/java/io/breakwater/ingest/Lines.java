package io.breakwater.ingest;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How often that is said which others can make happen as often as they like: so many lines in each span of time. What is
 * kept back is counted and told with the next line. For any thread.
 */
final class Lines {
    private final int most;
    private final long span;
    private final LongSupplier nanoTime;
    private long begin;
    private int said;
    private long keptBack;

    /**
     * @param most lines in a span
     * @param nanoTime nanoseconds, as {@link System#nanoTime} tells them
     */
    Lines(int most, Duration span, LongSupplier nanoTime) {
        this.most = most;
        this.span = span.toNanos();
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
    }

    /** @return how many were kept back since the last line; nothing if this one is kept back too */
    synchronized OptionalLong next() {
        var now = nanoTime.getAsLong();
        if (now - begin >= span) {
            begin = now;
            said = 0;
        }
        if (said == most) {
            keptBack++;
            return OptionalLong.empty();
        }
        said++;
        var before = keptBack;
        keptBack = 0;
        return OptionalLong.of(before);
    }
}
