package io.breakwater.auditor;

import io.breakwater.schemas.Verdict;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How many images of one partition have which verdict. Kept in a store beside the states, in the same transaction: a
 * start need not count a million images, and the numbers never part from the states.
 */
final class Tally {
    static final String COUNTS = "verdict-counts";

    private final KeyValueStore<String, Long> counts;
    private final DriftMeters.Partition gauges;

    Tally(ProcessingContext context, DriftMeters.Partition gauges) {
        this.counts = context.getStateStore(COUNTS);
        this.gauges = gauges;
        for (var verdict : Verdict.values()) {
            gauges.set(verdict, count(verdict));
        }
    }

    /** One image goes from one verdict to another; absent for none. */
    void move(Optional<Verdict> from, Optional<Verdict> to) {
        if (!from.equals(to)) {
            from.ifPresent(verdict -> add(verdict, -1));
            to.ifPresent(verdict -> add(verdict, 1));
        }
    }

    private void add(Verdict verdict, long difference) {
        var count = count(verdict) + difference;
        counts.put(verdict.name(), count);
        gauges.set(verdict, count);
    }

    private long count(Verdict verdict) {
        return Optional.ofNullable(counts.get(verdict.name())).orElse(0L);
    }
}
