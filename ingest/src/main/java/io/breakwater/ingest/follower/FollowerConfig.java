package io.breakwater.ingest.follower;

import io.breakwater.ingest.rest.HarborSite;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the follower needs to know.
 *
 * @param covers whether a repository at the primary concerns us
 * @param kafka {@code bootstrap.servers} and whatever the connection needs
 */
public record FollowerConfig(
        HarborSite harbor, Predicate<String> covers, Map<String, Object> kafka, String group, Pace pace) {
    public FollowerConfig {
        kafka = Map.copyOf(kafka);
    }

    /**
     * How it reads.
     *
     * @param interval between two looks at the log
     * @param grace how long a webhook is waited for before its row becomes an event
     * @param overlap how much later than its time a row may come to be seen, and how much of the log is read each time
     */
    public record Pace(Duration interval, Duration grace, Duration overlap) {
        /**
         * Below it, rows would be missed that come to be seen a moment after a look that was later than their time. Stands
         * before {@link #DEFAULT}, whose constructor reads it.
         */
        private static final Duration LEAST_OVERLAP = Duration.ofSeconds(10);

        public static final Pace DEFAULT =
                new Pace(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(2));

        /** @throws IllegalArgumentException if rows would leave the window before they are seen or decided on */
        public Pace {
            if (!interval.isPositive() || grace.isNegative()) {
                throw new IllegalArgumentException("'interval' must be longer than nothing, and 'grace' not negative");
            }
            if (overlap.compareTo(LEAST_OVERLAP) < 0) {
                throw new IllegalArgumentException("'overlap' must be at least " + LEAST_OVERLAP.toSeconds()
                        + "s: a row is seen later than its time, when its transaction has ended");
            }
            if (overlap.compareTo(grace.multipliedBy(2)) < 0) {
                throw new IllegalArgumentException("'overlap' must be at least twice 'grace', "
                        + grace.multipliedBy(2).toSeconds()
                        + "s: a row that waits for its webhook is read again and again until then");
            }
        }
    }
}
