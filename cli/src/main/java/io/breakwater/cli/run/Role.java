package io.breakwater.cli.run;

import io.breakwater.replicator.JobsUnderWay;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One running role, whatever module it comes from.
 *
 * @param summary what it does here, for the person who started it
 * @param readiness whether it can do its work; a registry that is down does not make it unready
 * @param degraded what it waits for that somebody should look at, while it is ready nevertheless
 * @param jobs what it is at, of the one role that copies
 * @param failure why it has ended by itself; empty while it runs
 * @param end stops it, orderly; returns when it is stopped
 */
record Role(
        RoleName name,
        String summary,
        BooleanSupplier readiness,
        Supplier<List<String>> degraded,
        Supplier<Optional<JobsUnderWay>> jobs,
        Supplier<Optional<String>> failure,
        Runnable end) {
    /** One that does not copy. */
    Role(
            RoleName name,
            String summary,
            BooleanSupplier readiness,
            Supplier<List<String>> degraded,
            Supplier<Optional<String>> failure,
            Runnable end) {
        this(name, summary, readiness, degraded, Optional::empty, failure, end);
    }

    /** One that waits for nothing of that kind either. */
    Role(RoleName name, String summary, BooleanSupplier readiness, Supplier<Optional<String>> failure, Runnable end) {
        this(name, summary, readiness, List::of, failure, end);
    }

    boolean isReady() {
        return readiness.getAsBoolean() && failure.get().isEmpty();
    }
}
