package io.breakwater.cli.batch;

import java.time.Duration;

/** So many requests a second, evenly. */
public record Pacer(double perSecond) {
    /** What is made up for after a pause, such as of a slow registry: more would be the burst that a pace is to prevent. */
    private static final Duration MOST_CREDIT = Duration.ofSeconds(1);

    /** @throws IllegalArgumentException if it is not more than nothing */
    public Pacer {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("--rate must be more than 0, such as 20 or 0.5");
        }
    }

    /**
     * When the next request is due, once one was sent. All times count from one start.
     *
     * @param due when that one was due
     * @param sent when it was sent
     */
    public Duration dueAfter(Duration due, Duration sent) {
        var earliest = sent.minus(MOST_CREDIT);
        return (due.compareTo(earliest) < 0 ? earliest : due).plus(time(1));
    }

    /** How long so many requests take. */
    public Duration time(long requests) {
        return Duration.ofNanos((long) (requests / perSecond * 1e9));
    }
}
