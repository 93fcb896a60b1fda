package io.breakwater.ingest;

import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How the producer keeps ingest's promise: durable when acknowledged, and refused soon when it can't be. */
final class ProducerSettings {
    static final int BLOCK_MILLIS = 200;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int RECONNECT_MILLIS = 500;
    private static final long NEVER_IDLE_MILLIS = Duration.ofDays(365).toMillis();

    private ProducerSettings() {}

    /** @param kafka what says how to reach the brokers; whatever else it says of these settings loses */
    static Map<String, Object> of(Map<String, Object> kafka, Duration acknowledgement) {
        var settings = new HashMap<String, Object>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "breakwater-ingest");
        settings.putAll(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // What comes while a request is on its way goes together into the next: few large ones, and no wait for a lone
        // event.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // A request takes one batch of a partition: with Kafka's 16 KiB, a burst into one would wait for many round
        // trips.
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.LONGEST_RECORD);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) IngestLimits.BROKER_REQUEST.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) acknowledgement.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        // A producer forgets a topic that is not written to for five minutes, and who comes then waits for it.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER_IDLE_MILLIS);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        // The default drops what is known of a lone broker when it is away, and then every send blocks (measured).
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return settings;
    }
}
