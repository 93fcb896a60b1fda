package io.breakwater.cli.run;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One running role, whatever module it comes from.
 *
 * @param summary what it does here, for the person who started it
 * @param readiness whether it can do its work; a registry that is down does not make it unready
 * @param failure why it has ended by itself; empty while it runs
 * @param end stops it, orderly; returns when it is stopped
 */
record Role(
        RoleName name, String summary, BooleanSupplier readiness, Supplier<Optional<String>> failure, Runnable end) {
    boolean isReady() {
        return readiness.getAsBoolean() && failure.get().isEmpty();
    }
}
