package io.breakwater.replicator;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * How many heartbeats of a consumer the broker has answered: its metric {@code heartbeat-total}, which counts answers and
 * not what was sent (kafka-clients 4.3.1, {@code AbstractHeartbeatRequestManager}). Poll thread only.
 */
final class Heartbeats implements LongSupplier {
    private final Consumer<?, ?> consumer;
    private Optional<Metric> total = Optional.empty();

    Heartbeats(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    @Override
    public long getAsLong() {
        if (total.isEmpty()) {
            // The consumer's own thread makes it, some time after the constructor.
            total = find();
        }
        return total.map(metric -> ((Number) metric.metricValue()).longValue()).orElse(0L);
    }

    private Optional<Metric> find() {
        return consumer.metrics().values().stream()
                .<Metric>map(metric -> metric)
                .filter(metric -> metric.metricName().name().equals("heartbeat-total"))
                .findFirst();
    }
}
