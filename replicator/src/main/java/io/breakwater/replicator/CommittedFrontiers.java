package io.breakwater.replicator;

import io.breakwater.replicator.core.Frontier;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done of partitions that were given to us just now. Poll thread only. */
final class CommittedFrontiers {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedFrontiers.class);
    private static final Duration ONE_TRY = Duration.ofSeconds(5);

    private CommittedFrontiers() {}

    /**
     * Asks until the broker answers: one that went away meanwhile is an outage and no reason to end. If it takes so long
     * that somebody else gets the partitions, the next poll says so.
     *
     * @throws TimeoutException if it does not answer and we are to stop
     */
    static Map<TopicPartition, Frontier> read(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions, BooleanSupplier stopping) {
        while (true) {
            try {
                return readOnce(consumer, partitions);
            } catch (TimeoutException e) {
                if (stopping.getAsBoolean()) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("partitions", partitions)
                        .addKeyValue("cause", e.getMessage())
                        .log("The broker does not tell what is done, asking again");
            }
        }
    }

    private static Map<TopicPartition, Frontier> readOnce(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var frontiers = new HashMap<TopicPartition, Frontier>();
        var committed = consumer.committed(new HashSet<>(partitions), ONE_TRY);
        for (var partition : partitions) {
            frontiers.put(
                    partition,
                    Optional.ofNullable(committed.get(partition))
                            .map(offset -> Frontier.committed(offset.offset(), offset.metadata()))
                            .orElseGet(() -> Frontier.at(consumer.position(partition, ONE_TRY))));
        }
        return frontiers;
    }
}
