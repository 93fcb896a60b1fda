package io.breakwater.auditor;

import java.time.Duration;

/**
 * What is deleted at the primary is to be deleted at the standby too.
 *
 * @param after how long the standby keeps it
 * @param atMost deletes within an hour; when there are more, none is asked for
 */
public record DeleteRule(Duration after, int atMost) {
    /** @throws IllegalArgumentException if one of the two is not positive */
    public DeleteRule {
        if (!after.isPositive() || atMost < 1) {
            throw new IllegalArgumentException("a delete needs a delay, and at least one has to be allowed in an hour");
        }
    }
}
