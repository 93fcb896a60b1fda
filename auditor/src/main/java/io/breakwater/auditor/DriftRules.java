package io.breakwater.auditor;

import java.time.Duration;

/**
 * When a difference is drift.
 *
 * @param grace how long an image may differ, by the auditor's clock
 * @param checkInterval how often images that wait are judged again
 */
public record DriftRules(Duration grace, Duration checkInterval) {
    /** @throws IllegalArgumentException if a time is shorter than a millisecond */
    public DriftRules {
        check("grace", grace);
        check("check interval", checkInterval);
    }

    private static void check(String name, Duration time) {
        if (time.toMillis() <= 0) {
            throw new IllegalArgumentException("the auditor's " + name + " must be at least a millisecond: " + time);
        }
    }
}
