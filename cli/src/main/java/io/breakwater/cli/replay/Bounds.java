package io.breakwater.cli.replay;

import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.Spans.Span;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Offsets between which records are selected, both inclusive, since people copy them from what they see. Once a partition
 * is named, those that are not named are left out.
 */
record Bounds(Map<Integer, Long> from, Map<Integer, Long> to) {
    Bounds {
        from = Map.copyOf(from);
        to = Map.copyOf(to);
    }

    static Bounds of(List<PartitionOffset> from, List<PartitionOffset> to) {
        return new Bounds(places(from), places(to));
    }

    /** Of several for one partition the last one counts. */
    private static Map<Integer, Long> places(List<PartitionOffset> offsets) {
        var places = new TreeMap<Integer, Long>();
        offsets.forEach(place -> places.put(place.partition(), place.offset()));
        return places;
    }

    boolean isEmpty() {
        return from.isEmpty() && to.isEmpty();
    }

    /**
     * What of {@code all} lies within.
     *
     * @throws IllegalArgumentException if a partition is named that is not there
     */
    Spans within(Spans all) {
        if (isEmpty()) {
            return all;
        }
        var within = new TreeMap<Integer, Span>();
        all.partitions().forEach((partition, span) -> {
            if (from.containsKey(partition) || to.containsKey(partition)) {
                var first = Math.max(span.from(), from.getOrDefault(partition, 0L));
                var last = to.getOrDefault(partition, Long.MAX_VALUE - 1);
                within.put(partition, new Span(first, Math.max(first, Math.min(span.to(), last + 1))));
            }
        });
        from.keySet().forEach(partition -> check(partition, all));
        to.keySet().forEach(partition -> check(partition, all));
        return new Spans(within);
    }

    private static void check(int partition, Spans all) {
        if (!all.partitions().containsKey(partition)) {
            throw new IllegalArgumentException("there is no partition " + partition + "; there are "
                    + all.partitions().size() + ", from 0");
        }
    }
}
