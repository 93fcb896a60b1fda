package io.breakwater.cli.letters;

import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Topic;

/** A dead letter by the place where it lies, as people type it: {@code 3:17}. */
public record LetterId(Coordinates place) {
    static LetterId of(int partition, long offset) {
        return new LetterId(new Coordinates(Topic.REPLICATION_DEAD_LETTERS.topicName(), partition, offset));
    }

    /** @throws IllegalArgumentException if {@code text} is none */
    public static LetterId parse(String text) {
        var place = PartitionOffset.parse(text);
        return of(place.partition(), place.offset());
    }

    @Override
    public String toString() {
        return place.partition() + ":" + place.offset();
    }
}
