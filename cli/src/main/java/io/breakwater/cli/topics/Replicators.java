package io.breakwater.cli.topics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * The consumer group that copies.
 *
 * @param state in Kafka's words; NONE if there is no such group
 * @param committed what it has done, partition by partition
 */
public record Replicators(String id, String state, int members, Map<TopicPartition, OffsetAndMetadata> committed) {
    private static final String NONE = "NONE";

    public static Replicators ask(Map<String, Object> kafka, String id) throws InterruptedException {
        var settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        try (var admin = Admin.create(settings)) {
            var group = Objects.requireNonNull(
                    admin.describeConsumerGroups(List.of(id)).all().get().get(id));
            var committed = admin.listConsumerGroupOffsets(id)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return new Replicators(
                    id, group.groupState().name(), group.members().size(), committed);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return new Replicators(id, NONE, 0, Map.of());
            }
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
