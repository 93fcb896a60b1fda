package io.breakwater.cli.batch;

import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which requests of a batch are in {@code replication.requests}: the only truth about how far it came. */
public final class Published {
    private static final JsonSerde<ReplicationRequest> REQUESTS = JsonSerde.of(ReplicationRequest.class);
    private static final String FROM = "requests-from";

    private Published() {}

    /** What a batch that begins now keeps in its details, to find its requests again. */
    public static Map<String, String> from(TopicReader reader) {
        return Map.of(FROM, reader.all(Topic.REPLICATION_REQUESTS).text());
    }

    /**
     * @param to is told each image that the batch has asked for, and where the request is; in the order in which it did
     *     within a partition
     */
    public static void read(TopicReader reader, Batch batch, BiConsumer<ImageName, Coordinates> to) {
        var before = Spans.parse(batch.details().getOrDefault(FROM, ""));
        var since = before.until(reader.all(Topic.REPLICATION_REQUESTS));
        reader.read(
                Topic.REPLICATION_REQUESTS,
                since,
                record -> image(record, batch.id())
                        .ifPresent(image -> to.accept(
                                image, new Coordinates(record.topic(), record.partition(), record.offset()))));
    }

    private static Optional<ImageName> image(ConsumerRecord<byte[], byte[]> record, String batch) {
        return BatchName.of(record.headers())
                .filter(name -> name.value().equals(batch))
                .flatMap(_ -> TopicReader.value(REQUESTS, record))
                .map(ReplicationRequest::image);
    }
}
