package io.breakwater.schemas;

/** Where a record stands: the identity of an event, a request or a piece of evidence. */
public record Coordinates(String topic, int partition, long offset) {
    /** {@code topic/partition@offset}, as people write it. */
    @Override
    public String toString() {
        return topic + "/" + partition + "@" + offset;
    }
}
