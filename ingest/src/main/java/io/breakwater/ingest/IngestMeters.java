package io.breakwater.ingest;

import io.breakwater.ingest.payload.ParseResult.Code;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

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

    /** They are there before anything has happened, so that an alert can count on them. */
    private static final Set<Answer> REFUSED_BEFORE_A_ROUTE = Set.of(
            Answer.BAD_REQUEST,
            Answer.FORBIDDEN,
            Answer.NOT_FOUND,
            Answer.METHOD_NOT_ALLOWED,
            Answer.URI_TOO_LONG,
            Answer.HEADERS_TOO_LARGE,
            Answer.INTERNAL);

    private final MeterRegistry registry;
    private final Timer acknowledged;
    private final AtomicInteger inFlight;
    private final AtomicInteger connections;
    private final AtomicLong bodies = new AtomicLong();

    IngestMeters(MeterRegistry registry) {
        this.registry = registry;
        this.acknowledged = Timer.builder(IngestMeter.ACK.meterName())
                .description(IngestMeter.ACK.description())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        REFUSED_BEFORE_A_ROUTE.forEach(this::refusals);
        this.inFlight = gauge(IngestMeter.IN_FLIGHT);
        this.connections = gauge(IngestMeter.CONNECTIONS);
        Gauge.builder(IngestMeter.BODIES.meterName(), bodies, AtomicLong::get)
                .description(IngestMeter.BODIES.description())
                .baseUnit("bytes")
                .register(registry);
    }

    /** Webhooks at work; whoever holds one counts it here, so the limit and the gauge can't disagree. */
    AtomicInteger inFlight() {
        return inFlight;
    }

    AtomicInteger connections() {
        return connections;
    }

    /** Bytes; as {@link #inFlight}. */
    AtomicLong bodies() {
        return bodies;
    }

    void answered(Source source, Answer answer) {
        counter(IngestMeter.RECEIVED, source)
                .tag("result", answer.label())
                .register(registry)
                .increment();
    }

    /** Before any source was known. */
    void refused(Answer answer) {
        refusals(answer).increment();
    }

    private Counter refusals(Answer answer) {
        return counter(IngestMeter.REFUSED)
                .tag("status", Integer.toString(answer.status()))
                .register(registry);
    }

    /** The sender left before it could be answered. */
    void gone(Source source) {
        counter(IngestMeter.RECEIVED, source)
                .tag("result", "gone")
                .register(registry)
                .increment();
    }

    /** @param type one of a closed set */
    void event(Source source, String type) {
        counter(IngestMeter.EVENTS, source).tag("type", type).register(registry).increment();
    }

    void rejected(Source source, Code code) {
        counter(IngestMeter.REJECTED, source)
                .tag("code", code.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void kept(Source source, Receipt receipt) {
        switch (receipt) {
            case Receipt.InLog _ -> {}
            case Receipt.Known _ ->
                counter(IngestMeter.DUPLICATES, source).register(registry).increment();
            case Receipt.Spooled _ ->
                counter(IngestMeter.SPOOLED, source).register(registry).increment();
        }
    }

    void spool(Spool spool) {
        Gauge.builder(IngestMeter.SPOOL_BYTES.meterName(), spool, Spool::bytes)
                .description(IngestMeter.SPOOL_BYTES.description())
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder(IngestMeter.SPOOL_SET_ASIDE.meterName(), spool, Spool::setAside)
                .description(IngestMeter.SPOOL_SET_ASIDE.description())
                .register(registry);
    }

    void quarantine(KafkaEventLog log) {
        FunctionCounter.builder(IngestMeter.QUARANTINE_DROPPED.meterName(), log, KafkaEventLog::notKept)
                .description(IngestMeter.QUARANTINE_DROPPED.description())
                .register(registry);
    }

    void acknowledged(Duration time) {
        acknowledged.record(time);
    }

    void connectionRefused() {
        counter(IngestMeter.CONNECTIONS_REFUSED).register(registry).increment();
    }

    private static Counter.Builder counter(IngestMeter meter, Source source) {
        return counter(meter).tag("source", source.label());
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
