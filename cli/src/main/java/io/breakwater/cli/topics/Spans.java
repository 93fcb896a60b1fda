package io.breakwater.cli.topics;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which offsets of which partitions of one topic. */
public record Spans(NavigableMap<Integer, Span> partitions) {
    /**
     * Offsets of one partition.
     *
     * @param to exclusive
     */
    public record Span(long from, long to) {
        public boolean isEmpty() {
            return from >= to;
        }
    }

    /** Nothing: of no partition. */
    public static final Spans NONE = new Spans(new TreeMap<>());

    public Spans {
        partitions = Collections.unmodifiableNavigableMap(new TreeMap<>(partitions));
    }

    public static Spans of(Map<Integer, Span> partitions) {
        return new Spans(new TreeMap<>(partitions));
    }

    /** From where these end to where {@code later} ends; a partition that only {@code later} has is new and whole. */
    public Spans until(Spans later) {
        var rest = new TreeMap<Integer, Span>();
        later.partitions.forEach((partition, span) -> rest.put(
                partition,
                partitions.containsKey(partition)
                        ? new Span(partitions.get(partition).to(), span.to())
                        : span));
        return new Spans(rest);
    }

    /** Nothing of each partition, where these begin. */
    Spans beginnings() {
        var beginnings = new TreeMap<Integer, Span>();
        partitions.forEach((partition, span) -> beginnings.put(partition, new Span(span.from(), span.from())));
        return new Spans(beginnings);
    }

    /** How many offsets that is; as many records or, after transactions, a few less. */
    public long size() {
        return partitions.values().stream()
                .mapToLong(span -> Math.max(0, span.to() - span.from()))
                .sum();
    }

    /** {@code 0:120-950,1:80-900}; what {@link #parse} reads. */
    public String text() {
        return partitions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue().from() + "-"
                        + entry.getValue().to())
                .collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException if {@code text} is not what {@link #text} writes */
    public static Spans parse(String text) {
        var partitions = new TreeMap<Integer, Span>();
        for (var part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            var numbers = part.split("[:-]", -1);
            if (numbers.length != 3) {
                throw new IllegalArgumentException("not partition:from-to: " + part);
            }
            partitions.put(
                    Integer.valueOf(numbers[0]), new Span(Long.parseLong(numbers[1]), Long.parseLong(numbers[2])));
        }
        return new Spans(partitions);
    }
}
