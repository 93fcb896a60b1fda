package io.breakwater.broker;

import java.time.Duration;

/** How long a broker that died unexpectedly is left alone: 1 s, doubled with each further early death, at most 30 s. */
record BackOff(Duration delay) {
    static final BackOff NONE = new BackOff(Duration.ZERO);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** A broker that ran for so long had recovered; its death is a new story. */
    private static final Duration RECOVERED = Duration.ofMinutes(1);

    /** The back-off after the death of a process that had been brought back after {@link #delay()}. */
    BackOff afterDeathAt(Duration age) {
        if (age.compareTo(RECOVERED) >= 0 || delay.isZero()) {
            return new BackOff(SHORTEST);
        }
        var doubled = delay.multipliedBy(2);
        return new BackOff(doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST);
    }
}
