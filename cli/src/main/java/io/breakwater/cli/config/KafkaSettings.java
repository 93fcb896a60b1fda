package io.breakwater.cli.config;

import java.nio.file.Path;
import java.util.Map;

/** Which Kafka holds the topics. */
public sealed interface KafkaSettings {
    /** Of every topic; it can't be changed later without moving keys between partitions. */
    int partitions();

    /** How many brokers hold each record. */
    short replicationFactor();

    /**
     * A broker of our own, as a child process.
     *
     * @param data the folder with its log
     * @param heapBytes of the child's JVM
     */
    record Embedded(Path data, long heapBytes, int partitions) implements KafkaSettings {
        private static final long SMALLEST_HEAP = 128L << 20;

        public Embedded {
            if (heapBytes < SMALLEST_HEAP) {
                throw new IllegalArgumentException("a broker needs a heap of 128MiB or more");
            }
        }

        @Override
        public short replicationFactor() {
            return 1;
        }
    }

    /**
     * A cluster that somebody else runs.
     *
     * @param properties further client properties, in Kafka's words
     */
    record Cluster(String bootstrapServers, Map<String, String> properties, int partitions, short replicationFactor)
            implements KafkaSettings {
        public Cluster {
            if (bootstrapServers.isBlank()) {
                throw new IllegalArgumentException(
                        "bootstrap-servers is empty; write it like kafka-1:9092,kafka-2:9092");
            }
            properties = Map.copyOf(properties);
        }
    }
}
