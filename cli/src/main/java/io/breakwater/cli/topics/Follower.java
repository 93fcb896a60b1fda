package io.breakwater.cli.topics;

import io.breakwater.schemas.Topic;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells each record of a topic once, however often it is asked. Confined to one thread. */
public final class Follower implements AutoCloseable {
    private final TopicReader reader;
    private final Topic topic;
    private Spans seen;

    private Follower(TopicReader reader, Topic topic, Spans seen) {
        this.reader = reader;
        this.topic = topic;
        this.seen = seen;
    }

    /**
     * From the end of {@code seen} on; a partition that is not in it is read whole.
     *
     * @param reader is used by nobody else, and closed with this
     */
    public static Follower after(Spans seen, TopicReader reader, Topic topic) {
        return new Follower(reader, topic, seen);
    }

    /** From the beginning of {@code spans} on; otherwise as {@link #after}. */
    public static Follower from(Spans spans, TopicReader reader, Topic topic) {
        return new Follower(reader, topic, spans.beginnings());
    }

    /** Hands on all that has come since, up to what is there now. */
    public void readOn(Consumer<ConsumerRecord<byte[], byte[]>> to) {
        var now = reader.all(topic);
        reader.read(topic, seen.until(now), to);
        seen = now;
    }

    @Override
    public void close() {
        reader.close();
    }
}
