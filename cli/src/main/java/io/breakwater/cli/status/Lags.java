package io.breakwater.cli.status;

import io.breakwater.cli.topics.Spans.Span;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What is not done, by the offsets that the group has committed and what it says beside them (invariant 2). */
final class Lags {
    private Lags() {}

    /** @param committed of the group */
    static Status.Lag of(
            Topic topic, TopicReader reader, Map<TopicPartition, OffsetAndMetadata> committed, Instant now) {
        var open = 0L;
        var oldest = new ArrayList<Instant>();
        for (var entry : reader.all(topic).partitions().entrySet()) {
            var place = new TopicPartition(topic.topicName(), entry.getKey());
            var span = entry.getValue();
            var frontier = frontier(Optional.ofNullable(committed.get(place)), span);
            var rest = new Span(Math.max(frontier.offset(), span.from()), span.to());
            // There is none behind the end of a transaction, although there are offsets.
            var first = reader.first(topic, entry.getKey(), rest);
            if (first.isPresent()) {
                oldest.add(Instant.ofEpochMilli(first.get().timestamp()));
                open += open(frontier, rest);
            }
        }
        return new Status.Lag(
                topic.topicName(),
                open,
                oldest.stream()
                        .min(Instant::compareTo)
                        .map(time -> Math.max(0, Duration.between(time, now).toSeconds())));
    }

    /** A group that has committed nothing begins with the oldest record. */
    private static Frontier frontier(Optional<OffsetAndMetadata> committed, Span span) {
        return committed
                .map(offset -> Frontier.committed(offset.offset(), offset.metadata()))
                .orElseGet(() -> Frontier.at(span.from()));
    }

    /** How many offsets of {@code span} are not done; those that hold no record count too, since nobody has read them. */
    static long open(Frontier frontier, Span span) {
        var open = 0L;
        for (var offset = span.from(); offset < span.to(); offset++) {
            open += frontier.begin(offset) ? 1 : 0;
        }
        return open;
    }
}
