package io.breakwater.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What was measured has to be right, too. */
final class LedgerCheck {
    private LedgerCheck() {}

    /** @throws IllegalStateException if the ledger has not exactly one record for each of so many causes */
    static void eachOnce(Map<String, Object> kafka, int causes) {
        var settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        var seen = new HashSet<String>();
        var records = 0;
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var topic = Topic.REPLICATION_LEDGER.topicName();
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    records++;
                    seen.add(new String(record.headers().lastHeader("ce_id").value(), UTF_8));
                }
            }
        }
        if (records != causes || seen.size() != causes) {
            throw new IllegalStateException(
                    "the ledger has " + records + " records of " + seen.size() + " causes for " + causes + " events");
        }
    }
}
