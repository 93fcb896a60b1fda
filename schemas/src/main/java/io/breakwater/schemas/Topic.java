package io.breakwater.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The topics (design, "Contracts"). Every one that is about images has the image's name as key, and all have the same
 * number of partitions, so all that concerns a name is in one partition, in order.
 */
public enum Topic {
    REGISTRY_EVENTS("registry.events", RegistryEvent.class, 30),
    REPLICATION_REQUESTS("replication.requests", ReplicationRequest.class, 30),
    REPLICATION_LEDGER("replication.ledger", LedgerRecord.class, 365),
    REPLICATION_DEAD_LETTERS("replication.dead-letters", DeadLetter.class, 365),
    INVENTORY_PRIMARY("registry.inventory.primary", InventoryRecord.class),
    INVENTORY_STANDBY("registry.inventory.standby", InventoryRecord.class),
    AUDIT_DRIFT("audit.drift", DriftVerdict.class),
    AUDIT_DRIFT_CHANGES("audit.drift.changes", DriftChange.class, 90),
    OPERATIONS_AUDIT("operations.audit", OperationRecord.class, 365),
    REGISTRY_QUARANTINE("registry.quarantine", QuarantinedBody.class, 30);

    /**
     * Bytes; a producer's {@code max.request.size} must be as large. Kafka's own 1 MiB is too small: a webhook body of
     * {@link Json#LONGEST_DOCUMENT} can double when it is written as a JSON string, and a dead letter holds that in base64.
     */
    public static final int LONGEST_RECORD = 4 * Json.LONGEST_DOCUMENT;

    private static final int COMPACTED = 0;

    private final String topicName;
    private final Class<?> valueType;
    private final int retentionDays;

    Topic(String topicName, Class<?> valueType) {
        this(topicName, valueType, COMPACTED);
    }

    Topic(String topicName, Class<?> valueType, int retentionDays) {
        this.topicName = topicName;
        this.valueType = valueType;
        this.retentionDays = retentionDays;
    }

    public String topicName() {
        return topicName;
    }

    /** What a record's value is. */
    public Class<?> valueType() {
        return valueType;
    }

    /** After which time records go; absent for a compacted topic, where the newest record of each key stays. */
    public Optional<Duration> retention() {
        return retentionDays == COMPACTED ? Optional.empty() : Optional.of(Duration.ofDays(retentionDays));
    }

    /** The topic's own configuration, in Kafka's words. */
    public Map<String, String> configuration() {
        var configuration = new TreeMap<String, String>();
        configuration.put("cleanup.policy", retention().isPresent() ? "delete" : "compact");
        configuration.put("max.message.bytes", Integer.toString(LONGEST_RECORD));
        retention().ifPresent(time -> configuration.put("retention.ms", Long.toString(time.toMillis())));
        return configuration;
    }
}
