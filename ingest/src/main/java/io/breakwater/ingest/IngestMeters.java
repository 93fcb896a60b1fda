package io.breakwater.ingest;

import io.breakwater.ingest.harbor.HarborType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Ingest's meters. Labels come from closed sets; nothing that a sender writes becomes one. */
final class IngestMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3)
    };

    private final MeterRegistry registry;
    private final Timer acknowledged;
    private final AtomicInteger inFlight;
    private final AtomicInteger connections;

    IngestMeters(MeterRegistry registry) {
        this.registry = registry;
        this.acknowledged = Timer.builder(IngestMeter.ACK.meterName())
                .description(IngestMeter.ACK.description())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.inFlight = gauge(IngestMeter.IN_FLIGHT);
        this.connections = gauge(IngestMeter.CONNECTIONS);
    }

    /** Webhooks at work; whoever holds one counts it here, so the limit and the gauge can't disagree. */
    AtomicInteger inFlight() {
        return inFlight;
    }

    AtomicInteger connections() {
        return connections;
    }

    void answered(Answer answer) {
        count(IngestMeter.RECEIVED, "result", answer.label());
    }

    /** The sender left before it could be answered. */
    void gone() {
        count(IngestMeter.RECEIVED, "result", "gone");
    }

    void event(HarborType type) {
        count(IngestMeter.EVENTS, "type", type.label());
    }

    void acknowledged(Duration time) {
        acknowledged.record(time);
    }

    void connectionRefused() {
        counter(IngestMeter.CONNECTIONS_REFUSED).register(registry).increment();
    }

    private void count(IngestMeter meter, String label, String value) {
        counter(meter).tag(label, value).register(registry).increment();
    }

    private static Counter.Builder counter(IngestMeter meter) {
        return Counter.builder(meter.meterName()).description(meter.description());
    }

    private AtomicInteger gauge(IngestMeter meter) {
        var value = new AtomicInteger();
        Gauge.builder(meter.meterName(), value, AtomicInteger::get)
                .description(meter.description())
                .register(registry);
        return value;
    }
}
