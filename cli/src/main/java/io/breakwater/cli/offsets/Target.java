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
    private List<PartitionOffset> offsets = List.of();

    boolean isOffsets() {
        return !offsets.isEmpty();
    }

    /**
     * The wanted place in each partition.
     *
     * @param all what the topic held a moment ago: a topic grows meanwhile, and no place lies beyond its end
     */
    Map<Integer, Long> places(TopicReader reader, Topic topic, Spans all) {
        if (isOffsets()) {
            var places = new TreeMap<Integer, Long>();
            offsets.forEach(place -> places.put(place.partition(), place.offset()));
            return places;
        }
        if (time != null) {
            return within(all, reader.since(topic, time));
        }
        return each(all, earliest ? Spans.Span::from : Spans.Span::to);
    }

    /** Where {@code later} begins; what came after {@code all} was read is worked on anyway. */
    static Map<Integer, Long> within(Spans all, Spans later) {
        var places = each(later, Spans.Span::from);
        places.keySet().retainAll(all.partitions().keySet());
        all.partitions()
                .forEach((partition, span) ->
                        places.computeIfPresent(partition, (_, place) -> Math.min(place, span.to())));
        return places;
    }

    private static Map<Integer, Long> each(Spans spans, ToLongFunction<Spans.Span> place) {
        var places = new TreeMap<Integer, Long>();
        spans.partitions().forEach((partition, span) -> places.put(partition, place.applyAsLong(span)));
        return places;
    }
}
