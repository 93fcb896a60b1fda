package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.breakwater.replicator.core.Rules;
import java.util.Map;

/**
 * What a replicator needs to know.
 *
 * @param kafka {@code bootstrap.servers} and whatever the connection needs; from the operator's file, never from a payload
 * @param groupId consumer group; also the beginning of the transactional id
 * @param instanceId tells this process from the others of the group; must stay the same over restarts, so that a
 *     restarted process fences its dead self at once instead of waiting for a transaction to time out
 * @param primary where images come from; the replicator closes neither registry
 * @param rules what is copied, and what becomes of deletes
 */
public record ReplicatorConfig(
        Map<String, Object> kafka,
        String groupId,
        String instanceId,
        Registry primary,
        Registry standby,
        Rules rules,
        ReplicatorLimits limits) {
    public ReplicatorConfig {
        kafka = Map.copyOf(kafka);
    }
}
