package io.breakwater.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers whether a topic can be written to, without writing. Blocks; meant for times of trouble only. */
final class TopicProbe {
    private static final Logger LOG = LoggerFactory.getLogger(TopicProbe.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Map<String, Object> settings;
    private final String topic;

    /** @param kafka what says how to reach the brokers */
    TopicProbe(Map<String, Object> kafka, String topic) {
        this.settings = new HashMap<>(kafka);
        this.topic = topic;
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    }

    /** Whether every partition has a leader; false also when nobody answers. */
    boolean isServed() throws InterruptedException {
        try (var admin = Admin.create(settings)) {
            var described = admin.describeTopics(List.of(topic)).allTopicNames().get();
            return described.values().stream()
                    .flatMap(description -> description.partitions().stream())
                    .noneMatch(partition ->
                            partition.leader() == null || partition.leader().isEmpty());
        } catch (ExecutionException | KafkaException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("The brokers do not answer yet");
            return false;
        }
    }
}
