package io.breakwater.bench.load;

import java.time.Duration;

/**
 * When each of a number of things is due.
 *
 * @param perSecond 0 for as soon as a sender is free
 */
record Pace(long count, int perSecond) {
    static Pace unlimited(long count) {
        return new Pace(count, 0);
    }

    static Pace steady(int perSecond, Duration during) {
        return new Pace(perSecond * during.toSeconds(), perSecond);
    }

    /** Nanoseconds after the start. */
    long due(long number) {
        return perSecond == 0 ? 0 : number * 1_000_000_000L / perSecond;
    }
}
