package io.breakwater.cli.batch;

import java.time.Duration;

/** So many requests a second, evenly. */
public record Pacer(double perSecond) {
    /** @throws IllegalArgumentException if it is not more than nothing */
    public Pacer {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("--rate must be more than 0, such as 20 or 0.5");
        }
    }

    /** How long to wait before the next request, when {@code published} have gone in {@code elapsed}. */
    public Duration pause(long published, Duration elapsed) {
        var pause = due(published).minus(elapsed);
        return pause.isNegative() ? Duration.ZERO : pause;
    }

    /** When a request is due that {@code before} others precede; so long do they take. */
    public Duration due(long before) {
        return Duration.ofNanos((long) (before / perSecond * 1e9));
    }
}
