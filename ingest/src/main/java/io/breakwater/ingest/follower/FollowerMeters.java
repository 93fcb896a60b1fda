package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.AuditLog.Reason;
import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The follower's meters; they are there before anything has happened, so that an alert can count on them. */
final class FollowerMeters {
    private final MeterRegistry registry;
    private final Counter rows;
    private volatile Optional<Instant> cursor = Optional.empty();

    FollowerMeters(MeterRegistry registry) {
        this.registry = registry;
        this.rows = Counter.builder(FollowerMeter.ROWS.meterName())
                .description(FollowerMeter.ROWS.description())
                .register(registry);
        for (var kind : Kind.values()) {
            events(kind);
        }
        for (var reason : Reason.values()) {
            givenUp(reason);
        }
        Gauge.builder(FollowerMeter.CURSOR_AGE.meterName(), this, FollowerMeters::age)
                .description(FollowerMeter.CURSOR_AGE.description())
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(FollowerMeter.ACTIVE.meterName(), this, meters -> meters.cursor.isPresent() ? 1 : 0)
                .description(FollowerMeter.ACTIVE.description())
                .register(registry);
    }

    private Counter events(Kind kind) {
        return Counter.builder(FollowerMeter.EVENTS.meterName())
                .description(FollowerMeter.EVENTS.description())
                .tag("type", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter givenUp(Reason reason) {
        return Counter.builder(FollowerMeter.GIVEN_UP.meterName())
                .description(FollowerMeter.GIVEN_UP.description())
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private double age() {
        return cursor.map(at -> Math.max(0, Duration.between(at, Instant.now()).toMillis() / 1000.0))
                .orElse(Double.NaN);
    }

    void rows(int count) {
        rows.increment(count);
    }

    void told(Kind kind) {
        events(kind).increment();
    }

    void gaveUp(Reason reason) {
        givenUp(reason).increment();
    }

    /** @param at by our clock; empty where this process does not follow */
    void cursor(Optional<Instant> at) {
        cursor = at;
    }
}
