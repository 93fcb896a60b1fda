package io.breakwater.replicator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the broker waits for a silent member of our group. With the consumer protocol (KIP-848) that is the group's
 * configuration at the broker, 45 s by default: too long for a killed replicator's partitions to lie idle.
 */
final class GroupSession {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);
    private static final String SESSION = "consumer.session.timeout.ms";
    private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";

    private GroupSession() {}

    /**
     * Asks for {@code wanted}; a broker that does not allow so little keeps its own.
     *
     * @return what is in force
     */
    static Duration ensure(Admin admin, String groupId, Duration wanted) throws InterruptedException {
        var group = new ConfigResource(ConfigResource.Type.GROUP, groupId);
        try {
            var heartbeat = Math.max(100, wanted.toMillis() / 6);
            admin.incrementalAlterConfigs(
                            Map.of(group, List.of(set(SESSION, wanted.toMillis()), set(HEARTBEAT, heartbeat))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidConfigurationException)) {
                throw new IllegalStateException("cannot set the session timeout of group " + groupId, e.getCause());
            }
            LOG.atWarn()
                    .addKeyValue("group", groupId)
                    .addKeyValue("wanted", wanted)
                    .addKeyValue("cause", e.getCause().getMessage())
                    .log("The broker does not allow this session timeout (group.consumer.min.session.timeout.ms)");
        }
        return inForce(admin, group);
    }

    private static AlterConfigOp set(String name, long millis) {
        return new AlterConfigOp(new ConfigEntry(name, Long.toString(millis)), AlterConfigOp.OpType.SET);
    }

    private static Duration inForce(Admin admin, ConfigResource group) throws InterruptedException {
        try {
            var config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(group)).all().get().get(group));
            return Duration.ofMillis(Long.parseLong(config.get(SESSION).value()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot read the session timeout of group " + group.name(), e.getCause());
        }
    }
}
