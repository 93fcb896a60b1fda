package io.breakwater.cli.offsets;

import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to go on; picocli takes exactly one. */
final class Target {
    @Option(names = "--to-earliest", required = true, description = "At the oldest record that there is.")
    private boolean earliest;

    @Option(names = "--to-latest", required = true, description = "At the end: nothing that is there now is worked on.")
    @SuppressWarnings("UnusedVariable") // what is left when none of the others was given
    private boolean latest;

    @Option(
            names = "--to-time",
            required = true,
            paramLabel = "TIME",
            description = "At the first record of this time, such as 2026-11-23T09:00:00Z.")
    private @Nullable Instant time;

    @Option(
            names = "--to-offset",
            required = true,
            split = ",",
            paramLabel = "P:O",
            description = "At offset O of partition P; needs --topic, other partitions stay.")
    private List<String> offsets = List.of();

    boolean isOffsets() {
        return !offsets.isEmpty();
    }

    /**
     * The wanted place in each partition.
     *
     * @throws IllegalArgumentException if one that was given is none
     */
    Map<Integer, Long> places(TopicReader reader, Topic topic, Spans all) {
        if (isOffsets()) {
            var places = new TreeMap<Integer, Long>();
            offsets.stream()
                    .map(PartitionOffset::parse)
                    .forEach(place -> places.put(place.partition(), place.offset()));
            return places;
        }
        if (time != null) {
            return each(reader.since(topic, time), Spans.Span::from);
        }
        return each(all, earliest ? Spans.Span::from : Spans.Span::to);
    }

    private static Map<Integer, Long> each(Spans spans, ToLongFunction<Spans.Span> place) {
        var places = new TreeMap<Integer, Long>();
        spans.partitions().forEach((partition, span) -> places.put(partition, place.applyAsLong(span)));
        return places;
    }
}
