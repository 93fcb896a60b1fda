package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes down each event that a consumer is given, in a file that outlives a {@code kill -9}: what stands there twice was
 * delivered twice. A replicator's clients share their settings, so this is a producer's interceptor too, and does nothing there.
 */
public final class DeliveryLog implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {
    private static final String FILE = "breakwater.deliveries";

    private @Nullable Path file;

    /** For the settings of a Kafka client. */
    static Map<String, Object> to(Path file) {
        return Map.of("interceptor.classes", DeliveryLog.class.getName(), FILE, file.toString());
    }

    /** How many deliveries were not the first of their event. */
    static long repeats(Path... files) throws IOException {
        var all = 0L;
        var each = new HashSet<String>();
        for (var file : files) {
            var lines = Files.readAllLines(file);
            all += lines.size();
            each.addAll(lines);
        }
        return all - each.size();
    }

    @Override
    public void configure(Map<String, ?> settings) {
        file = Path.of(Objects.requireNonNull((String) settings.get(FILE)));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        var lines = StreamSupport.stream(
                        records.records(Topic.REGISTRY_EVENTS.topicName()).spliterator(), false)
                .map(record -> record.partition() + "@" + record.offset() + "\n")
                .collect(Collectors.joining());
        try {
            Files.write(
                    Objects.requireNonNull(file),
                    lines.getBytes(UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Offsets are not what is counted.
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        // Nor is what is written.
    }

    @Override
    public void close() {
        // Each write closes the file.
    }
}
