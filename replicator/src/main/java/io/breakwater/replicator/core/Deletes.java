package io.breakwater.replicator.core;

import java.time.Duration;

/** What becomes of an image at the standby once it is deleted at the primary. */
public sealed interface Deletes {
    /** It stays. */
    record Ignore() implements Deletes {}

    /**
     * It is deleted too, when somebody asks for that after a delay.
     *
     * @param after how long the standby keeps what the primary has deleted
     * @param atMost deletes that may be asked for within an hour; of more than that none is done any more
     */
    record Mirror(Duration after, int atMost) implements Deletes {
        public Mirror {
            if (after.isNegative() || after.isZero() || atMost < 1) {
                throw new IllegalArgumentException("'mirror-after' must be longer than nothing, 'at-most' 1 or more");
            }
        }
    }
}
