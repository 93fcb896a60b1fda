package io.breakwater.auditor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the auditor needs to know.
 *
 * @param kafka {@code bootstrap.servers} and security settings, for every client that it opens
 * @param applicationId names its consumer group, its changelog topics and its folder in {@code stateDirectory}
 * @param stateDirectory of its local stores; they can be lost and come back from Kafka
 * @param grace how long an image may differ before that is drift, by the auditor's clock
 * @param checkInterval how often images that wait are judged again
 * @param deletes absent if the standby keeps what the primary deletes
 */
public record AuditorConfig(
        Map<String, Object> kafka,
        String applicationId,
        Path stateDirectory,
        Duration grace,
        Duration checkInterval,
        Optional<DeleteRule> deletes) {
    public static final String DEFAULT_APPLICATION_ID = "breakwater-auditor";
    public static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(1);

    /** The standby keeps everything. */
    public AuditorConfig(
            Map<String, Object> kafka,
            String applicationId,
            Path stateDirectory,
            Duration grace,
            Duration checkInterval) {
        this(kafka, applicationId, stateDirectory, grace, checkInterval, Optional.empty());
    }

    /** @throws IllegalArgumentException if the brokers or the application's name are missing or a time is not positive */
    public AuditorConfig {
        kafka = Map.copyOf(kafka);
        Brokers.of(kafka);
        if (applicationId.isBlank()) {
            throw new IllegalArgumentException("the auditor's application id is empty");
        }
        new DriftRules(grace, checkInterval);
    }

    DriftRules rules() {
        return new DriftRules(grace, checkInterval, deletes);
    }

    String bootstrapServers() {
        return Brokers.of(kafka);
    }
}
