package io.breakwater.replicator.core;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before the next try: twice as long each time up to a longest, with jitter over the upper half so that
 * waiting jobs don't return together.
 */
public record Backoff(Duration first, Duration longest) {
    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off must be positive and grow: " + first + ", " + longest);
        }
    }

    /**
     * The wait after {@code failures} failures in a row.
     *
     * @param failures 1 or more
     * @param asked what the registry itself asked for ({@code Retry-After}); never undercut
     * @param random in [0, 1)
     */
    public Duration delay(int failures, Optional<Duration> asked, double random) {
        var doublings = Math.min(failures - 1, 30);
        var whole = Math.min(longest.toMillis(), first.toMillis() << doublings);
        var own = Duration.ofMillis(Math.round(whole * (0.5 + random / 2)));
        return asked.filter(wanted -> wanted.compareTo(own) > 0).orElse(own);
    }
}
