package io.breakwater.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which repositories have a referrers API, learned by asking and kept for a while: by repository, since one host may be a
 * front for several servers, and an upgrade may bring it. Safe for use by many threads; the lock guards the map alone.
 */
final class ReferrersSupport {
    static final Duration AGE = Duration.ofHours(1);
    static final int MOST = 10_000;

    private record Known(boolean supported, long nanos) {}

    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    ReferrersSupport(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Empty if it was not asked, or too long ago. */
    synchronized Optional<Boolean> of(String repository) {
        var entry = known.get(repository);
        if (entry == null || nanoTime.getAsLong() - entry.nanos() > AGE.toNanos()) {
            return Optional.empty();
        }
        return Optional.of(entry.supported());
    }

    synchronized void learn(String repository, boolean supported) {
        known.remove(repository);
        known.put(repository, new Known(supported, nanoTime.getAsLong()));
    }
}
