package io.breakwater.cli.letters;

import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.schemas.Topic;

/** Where a letter lies in {@code replication.dead-letters}, as people type it: {@code 3:17}. */
record LetterId(int partition, long offset) {
    /** @throws IllegalArgumentException if {@code text} is none */
    static LetterId parse(String text) {
        var place = PartitionOffset.parse(text);
        return new LetterId(place.partition(), place.offset());
    }

    /** As {@code operations.audit} keeps it. */
    String place() {
        return Topic.REPLICATION_DEAD_LETTERS.topicName() + "/" + partition + "@" + offset;
    }

    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
