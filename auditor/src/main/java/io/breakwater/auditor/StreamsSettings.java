package io.breakwater.auditor;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** How Kafka Streams is run; each line that differs from its default says why. */
final class StreamsSettings {
    private StreamsSettings() {}

    static Properties of(AuditorConfig config) {
        var settings = new Properties();
        settings.putAll(config.kafka());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        // A verdict, its state and the offset that led to it come together or not at all.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Readers see a verdict at the commit only.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        // The newer protocol can't change its topology without a new group (KAFKA-20170) and starts more slowly.
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // Of an auditor that was killed the partitions are free again after this; the default is 45 s.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // No line in the log every two minutes, nothing sent to the brokers about us.
        settings.put(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG, -1L);
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
