package io.breakwater.replicator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the broker waits for a silent member of our group. With the consumer protocol (KIP-848) that is the group's
 * configuration at the broker, 45 s by default: too long for a killed replicator's partitions to lie idle.
 */
final class GroupSession {
    /**
     * What is assumed if nobody tells: less than a broker allows at least by default (45 s), and more than twice as long as
     * three of its heartbeats (5 s), without which no lease would ever be held. Whoever sets a shorter one for the group must
     * let us read it.
     */
    static final Duration ASSUMED = Duration.ofSeconds(40);

    /** Heartbeats in a session: a lease is three of them old at most, and lasts for half the session. */
    private static final int HEARTBEATS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);
    private static final String SESSION = "consumer.session.timeout.ms";
    private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";

    private GroupSession() {}

    /** The group's configuration at the broker. */
    interface Settings {
        void set(Map<String, Long> millis) throws ExecutionException, InterruptedException;

        long get(String name) throws ExecutionException, InterruptedException;
    }

    /**
     * Asks for {@code wanted}; a broker that does not allow so little, or not to us, keeps its own.
     *
     * @return what is in force, as far as we may know
     * @throws IllegalStateException if the broker can't be asked
     */
    static Duration ensure(Admin admin, String groupId, Duration wanted) throws InterruptedException {
        return ensure(
                new AdminSettings(admin, new ConfigResource(ConfigResource.Type.GROUP, groupId)), groupId, wanted);
    }

    static Duration ensure(Settings settings, String groupId, Duration wanted) throws InterruptedException {
        var set = set(settings, groupId, wanted);
        var told = inForce(settings, groupId);
        if (!set) {
            return told.orElse(ASSUMED);
        }
        // A broker may still tell what was in force before: it takes over what the controller has accepted a moment
        // later.
        // Who believes in a session that is too long writes tags after it has lost them.
        return told.filter(shorter -> shorter.compareTo(wanted) < 0).orElse(wanted);
    }

    private static boolean set(Settings settings, String groupId, Duration wanted) throws InterruptedException {
        try {
            settings.set(Map.of(SESSION, wanted.toMillis(), HEARTBEAT, Math.max(100, wanted.toMillis() / HEARTBEATS)));
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidConfigurationException)
                    && !(e.getCause() instanceof AuthorizationException)) {
                throw new IllegalStateException("cannot set the session timeout of group " + groupId, e.getCause());
            }
            LOG.atWarn()
                    .addKeyValue("group", groupId)
                    .addKeyValue("wanted", wanted)
                    .addKeyValue("cause", e.getCause().toString())
                    .log("The broker does not allow this session timeout (group.consumer.min.session.timeout.ms and"
                            + " group.consumer.min.heartbeat.interval.ms), or does"
                            + " not allow us to set it (ALTER_CONFIGS on the group)");
            return false;
        }
    }

    private static Optional<Duration> inForce(Settings settings, String groupId) throws InterruptedException {
        try {
            return Optional.of(Duration.ofMillis(settings.get(SESSION)));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw new IllegalStateException("cannot read the session timeout of group " + groupId, e.getCause());
            }
            LOG.atWarn()
                    .addKeyValue("group", groupId)
                    .addKeyValue("cause", e.getCause().toString())
                    .log(
                            "The broker does not allow us to read the group's session timeout (DESCRIBE_CONFIGS on the group);"
                                    + " tags are written as if it were short");
            return Optional.empty();
        }
    }

    private record AdminSettings(Admin admin, ConfigResource group) implements Settings {
        @Override
        public void set(Map<String, Long> millis) throws ExecutionException, InterruptedException {
            var operations = millis.entrySet().stream()
                    .map(setting -> new AlterConfigOp(
                            new ConfigEntry(setting.getKey(), Long.toString(setting.getValue())),
                            AlterConfigOp.OpType.SET))
                    .toList();
            admin.incrementalAlterConfigs(Map.of(group, operations)).all().get();
        }

        @Override
        public long get(String name) throws ExecutionException, InterruptedException {
            var config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(group)).all().get().get(group));
            return Long.parseLong(config.get(name).value());
        }
    }
}
