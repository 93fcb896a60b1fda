package io.breakwater.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Ingest's meters. Labels come from a closed set; nothing that a sender writes becomes one. */
final class IngestMeters {
    private final MeterRegistry registry;
    private final Timer acknowledged;

    IngestMeters(MeterRegistry registry, AtomicInteger inFlight) {
        this.registry = registry;
        this.acknowledged = Timer.builder("breakwater.webhook.duration")
                .description("From a webhook's headers to the brokers' acknowledgement")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        Gauge.builder("breakwater.webhook.in.flight", inFlight, AtomicInteger::get)
                .description("Webhooks at work now")
                .register(registry);
    }

    /** One webhook has been answered with {@code status}. */
    void answered(int status) {
        registry.counter("breakwater.webhook.received", "status", Integer.toString(status))
                .increment();
    }

    void acknowledged(Duration time) {
        acknowledged.record(time);
    }

    /** An event of a type that this version does not know; a newer Harbor, perhaps. */
    void other() {
        registry.counter("breakwater.webhook.other").increment();
    }
}
