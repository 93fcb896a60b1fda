package io.breakwater.cli.offsets;

import io.breakwater.cli.topics.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the group goes on in one partition.
 *
 * @param from where it would go on now; absent if nothing was ever done there
 * @param records between the new place and the end: as many are worked on, for the first time or again
 */
record Move(String topic, int partition, Optional<Long> from, long to, long records) {
    /**
     * The moves for one topic.
     *
     * @param all what the topic holds
     * @param wanted for each partition; those that are not in it stay where they are
     * @param committed for each partition that has been worked on
     * @throws IllegalArgumentException if a place is not in the topic
     */
    static List<Move> of(String topic, Spans all, Map<Integer, Long> wanted, Map<Integer, Long> committed) {
        var moves = new ArrayList<Move>();
        wanted.forEach((partition, to) -> {
            var span = all.partitions().get(partition);
            if (span == null || to < span.from() || to > span.to()) {
                throw new IllegalArgumentException(topic + " has no offset " + partition + ":" + to + "; it has "
                        + all.text() + " (partition:from-to)");
            }
            moves.add(new Move(topic, partition, Optional.ofNullable(committed.get(partition)), to, span.to() - to));
        });
        return moves;
    }
}
