package io.breakwater.auditor;

import java.time.Duration;
import java.util.Optional;

/**
 * When a difference is drift, and what becomes of deletes.
 *
 * @param grace how long an image may differ, by the auditor's clock
 * @param checkInterval how often images that wait are judged again
 * @param deletes absent if the standby keeps what the primary deletes
 */
public record DriftRules(Duration grace, Duration checkInterval, Optional<DeleteRule> deletes) {
    /** The standby keeps everything. */
    public DriftRules(Duration grace, Duration checkInterval) {
        this(grace, checkInterval, Optional.empty());
    }

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
