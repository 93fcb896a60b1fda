package io.breakwater.schemas;

import java.util.Map;
import java.util.TreeMap;

/**
 * What an installation chooses for all topics together.
 *
 * @param partitions of every topic; fixed when the topics are first created
 * @param replicationFactor above 1, a record counts as written when 2 replicas have it
 * @param flushEveryRecord whether events and ledger reach the disk before they count as written, so that one replica
 *     survives a power cut; for the single embedded broker, since it costs most of the throughput
 */
public record TopicSettings(int partitions, short replicationFactor, boolean flushEveryRecord) {
    /** @throws IllegalArgumentException if there is less than one partition or replica */
    public TopicSettings {
        if (partitions < 1 || replicationFactor < 1) {
            throw new IllegalArgumentException("topics need at least one partition and one replica, not " + partitions
                    + " and " + replicationFactor);
        }
    }

    /** The whole configuration of {@code topic}, in Kafka's words. */
    Map<String, String> configuration(Topic topic) {
        var configuration = new TreeMap<>(topic.configuration());
        if (replicationFactor > 1) {
            configuration.put("min.insync.replicas", "2");
        }
        if (flushEveryRecord && (topic == Topic.REGISTRY_EVENTS || topic == Topic.REPLICATION_LEDGER)) {
            configuration.put("flush.messages", "1");
        }
        return configuration;
    }
}
