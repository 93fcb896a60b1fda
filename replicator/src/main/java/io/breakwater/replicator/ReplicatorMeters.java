package io.breakwater.replicator;

import io.breakwater.registry.RegistryException;
import io.breakwater.schemas.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The replicator's meters. No repository, tag or digest is ever a label: their number has no bound. */
final class ReplicatorMeters {
    private final MeterRegistry registry;
    private final AtomicInteger copying = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong oldestMillis = new AtomicLong();
    private final Counter bytesSent;
    private final Counter requests;
    private final Timer duration;
    private final DistributionSummary batch;

    ReplicatorMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("breakwater.replication.copying", copying, AtomicInteger::get)
                .description("Images being copied now")
                .register(registry);
        Gauge.builder("breakwater.replication.open", open, AtomicInteger::get)
                .description("Events and requests read and not done")
                .register(registry);
        Gauge.builder("breakwater.replication.lag", oldestMillis, millis -> lagSeconds(millis.get()))
                .baseUnit("seconds")
                .description("Age of the oldest event or request that is not done")
                .register(registry);
        bytesSent = Counter.builder("breakwater.replication.sent")
                .baseUnit("bytes")
                .description("Bytes of blobs and manifests sent to the standby")
                .register(registry);
        requests = Counter.builder("breakwater.replication.requests")
                .description("HTTP requests to both registries")
                .register(registry);
        duration = Timer.builder("breakwater.replication.duration")
                .description("From the begin of a copy to its outcome")
                .register(registry);
        batch = DistributionSummary.builder("breakwater.ledger.batch")
                .description("Outcomes in one ledger transaction")
                .register(registry);
    }

    /** One copy at work, until closed. */
    Copying copying() {
        copying.incrementAndGet();
        return copying::decrementAndGet;
    }

    /** Ends the count of one copy. */
    interface Copying extends AutoCloseable {
        @Override
        void close();
    }

    void retry(RegistryException fault) {
        registry.counter(
                        "breakwater.replication.retries",
                        "fault",
                        fault.getClass().getSimpleName())
                .increment();
    }

    /** Counts outcomes once they are recorded, so that the meters agree with the ledger. */
    void recorded(Iterable<Settled> results, int count) {
        batch.record(count);
        for (var settled : results) {
            var ledger = settled.ledger();
            outcome(ledger.outcome());
            bytesSent.increment((double) ledger.transfer().bytesSent());
            requests.increment(ledger.transfer().requests());
            if (ledger.attempts() > 0) {
                duration.record(Duration.ofMillis(ledger.copyMillis()));
            }
        }
    }

    /** @param oldest record timestamp of the oldest open record, in milliseconds; 0 if none is open */
    void open(int records, long oldest) {
        open.set(records);
        oldestMillis.set(oldest);
    }

    private void outcome(Outcome outcome) {
        registry.counter(
                        "breakwater.replication.outcomes",
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private static double lagSeconds(long oldestMillis) {
        return oldestMillis == 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldestMillis) / 1_000.0;
    }
}
