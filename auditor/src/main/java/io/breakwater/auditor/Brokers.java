package io.breakwater.auditor;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** Where a Kafka configuration points to, for messages. */
final class Brokers {
    private Brokers() {}

    /** @throws IllegalArgumentException if it points nowhere */
    static String of(Map<String, Object> kafka) {
        var servers = kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        if (servers == null) {
            throw new IllegalArgumentException(
                    "kafka: " + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG + " is missing");
        }
        return servers.toString();
    }
}
