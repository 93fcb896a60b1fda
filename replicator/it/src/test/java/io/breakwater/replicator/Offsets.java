package io.breakwater.replicator;

import io.breakwater.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a broker's partitions and the group {@code replicator} stand, for whoever reads why a test has failed.
 *
 * @param end where the next record goes
 * @param stable up to where a read-committed consumer sees; before the end for long, a transaction hangs
 * @param committed by the group, with what is done beyond it; none of the ledger
 */
record Offsets(long end, long stable, Optional<OffsetAndMetadata> committed) {
    /** By partition, of the events, the requests and the ledger; what went wrong instead, if it can't be asked for. */
    static String of(String bootstrapServers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return of(admin).entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining(", "));
        } catch (ExecutionException | InterruptedException e) {
            return "offsets unknown: " + e;
        }
    }

    private static Map<String, Offsets> of(Admin admin) throws ExecutionException, InterruptedException {
        var topics = List.of(
                Topic.REGISTRY_EVENTS.topicName(),
                Topic.REPLICATION_REQUESTS.topicName(),
                Topic.REPLICATION_LEDGER.topicName());
        var partitions = admin.describeTopics(topics).allTopicNames().get().entrySet().stream()
                .flatMap(topic -> topic.getValue().partitions().stream()
                        .map(info -> new TopicPartition(topic.getKey(), info.partition())))
                .toList();
        var ends = offsets(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
        var stable = offsets(admin, partitions, IsolationLevel.READ_COMMITTED);
        var committed = admin.listConsumerGroupOffsets("replicator")
                .partitionsToOffsetAndMetadata()
                .get();
        var all = new TreeMap<String, Offsets>();
        partitions.forEach(partition -> all.put(
                partition.toString(),
                new Offsets(
                        ends.getOrDefault(partition, -1L),
                        stable.getOrDefault(partition, -1L),
                        Optional.ofNullable(committed.get(partition)))));
        return all;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        var latest = partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        var answers = admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get();
        var offsets = new HashMap<TopicPartition, Long>();
        answers.forEach((partition, answer) -> offsets.put(partition, answer.offset()));
        return offsets;
    }
}
