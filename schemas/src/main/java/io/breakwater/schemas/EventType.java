package io.breakwater.schemas;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/**
 * The CloudEvents type of each record: what happened, and the version of its schema. A tombstone has the type of the
 * record that it removes.
 */
public final class EventType {
    private static final Map<Class<?>, String> TYPES = Map.ofEntries(
            entry(RegistryEvent.Pushed.class, "io.breakwater.registry.pushed.v1"),
            entry(RegistryEvent.Deleted.class, "io.breakwater.registry.deleted.v1"),
            entry(RegistryEvent.Other.class, "io.breakwater.registry.other.v1"),
            entry(ReplicationRequest.Copy.class, "io.breakwater.replication.copy-requested.v1"),
            entry(ReplicationRequest.Failback.class, "io.breakwater.replication.failback-requested.v1"),
            entry(ReplicationRequest.Delete.class, "io.breakwater.replication.delete-requested.v1"),
            entry(LedgerRecord.class, "io.breakwater.replication.recorded.v1"),
            entry(DeadLetter.class, "io.breakwater.replication.dead-lettered.v1"),
            entry(InventoryRecord.Seen.class, "io.breakwater.inventory.seen.v1"),
            entry(InventoryRecord.EpochEnd.class, "io.breakwater.inventory.epoch-ended.v1"),
            entry(DriftVerdict.class, "io.breakwater.drift.verdict.v1"),
            entry(DriftChange.class, "io.breakwater.drift.changed.v1"),
            entry(OperationRecord.class, "io.breakwater.operation.done.v1"),
            entry(QuarantinedBody.class, "io.breakwater.webhook.quarantined.v1"));

    private EventType() {}

    /** @throws IllegalArgumentException if {@code record} is the class of no record of a topic */
    public static String of(Class<?> record) {
        return Optional.ofNullable(TYPES.get(record))
                .orElseThrow(() -> new IllegalArgumentException(record + " is no record of a topic"));
    }
}
