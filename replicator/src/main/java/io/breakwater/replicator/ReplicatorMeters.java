package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.replicator.core.Circuit;
import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The replicator's meters. No repository, tag or digest is ever a label: their number has no bound. */
final class ReplicatorMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofHours(1)
    };

    private final MeterRegistry registry;
    private final AtomicInteger copying = new AtomicInteger();
    private final AtomicInteger backingOff = new AtomicInteger();
    private final AtomicInteger putOff = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    /** By topic: an event is waited for and done in moments, a back-fill takes its hours. */
    private final Map<String, AtomicLong> oldestMillis = Stream.of(Topic.REGISTRY_EVENTS, Topic.REPLICATION_REQUESTS)
            .collect(Collectors.toUnmodifiableMap(Topic::topicName, _ -> new AtomicLong()));

    private final Counter bytesSent;
    private final Timer duration;
    private final DistributionSummary batch;

    ReplicatorMeters(MeterRegistry registry) {
        this.registry = registry;
        jobs("copying", () -> copying.get());
        jobs("backing_off", () -> backingOff.get());
        jobs("put_off", () -> putOff.get());
        jobs("queued", () -> Math.max(0, open.get() - copying.get() - backingOff.get() - putOff.get()));
        oldestMillis.forEach(this::lag);
        bytesSent = Counter.builder("breakwater.replication.sent")
                .baseUnit("bytes")
                .description("Bytes of blobs sent to the standby, as they leave")
                .register(registry);
        duration = Timer.builder("breakwater.replication.duration")
                .description("From the begin of a copy to its outcome; deletes are not among them")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        batch = DistributionSummary.builder("breakwater.ledger.batch")
                .description("Outcomes in one ledger transaction")
                .register(registry);
    }

    /** Shows the state of each registry's circuit: one of them is 1, the others are 0. */
    void watch(Circuits circuits) {
        for (var side : Side.values()) {
            var name = label(side);
            for (var state : Circuit.State.values()) {
                Gauge.builder("breakwater.circuit.state", circuits, all -> all.state(side) == state ? 1 : 0)
                        .tags("registry", name, "state", state.name().toLowerCase(Locale.ROOT))
                        .description("Whether a registry is asked: closed means yes, open means that it is left alone")
                        .register(registry);
            }
            Gauge.builder("breakwater.registry.login.refused", circuits, all -> all.isLoginRefused(side) ? 1 : 0)
                    .tag("registry", name)
                    .description("Whether a registry does not accept our credentials; nothing mends that by itself")
                    .register(registry);
        }
    }

    /** Shows who refuses everyone; copies and deletes need rights of their own. */
    void watch(Refusers refusers) {
        for (var side : Side.values()) {
            refuses(side, "copy", () -> refusers.ofEveryCopy(side).isPresent());
            refuses(side, "delete", () -> refusers.ofEveryDelete(side).isPresent());
        }
    }

    private void refuses(Side side, String work, BooleanSupplier everyone) {
        Gauge.builder("breakwater.registry.everyone.refused", () -> everyone.getAsBoolean() ? 1 : 0)
                .tags("registry", label(side), "work", work)
                .description("Whether a registry knows us and refuses everyone nevertheless, as after a lost role")
                .register(registry);
    }

    /** Counts what goes over the wire when it does: an outage and a long copy record no outcome for hours. */
    void watch(Registry primary, Registry standby) {
        requests(Side.PRIMARY, primary);
        requests(Side.STANDBY, standby);
        FunctionCounter.builder("breakwater.replication.read", primary, Registry::blobBytesRead)
                .baseUnit("bytes")
                .description("Bytes of blobs read from the primary, as they come")
                .register(registry);
    }

    private void requests(Side side, Registry asked) {
        FunctionCounter.builder("breakwater.replication.requests", asked, Registry::requests)
                .tag("registry", label(side))
                .description(
                        "HTTP requests as they are sent, to a registry and to its token service and redirect hosts")
                .register(registry);
    }

    private void lag(String topic, AtomicLong oldest) {
        Gauge.builder("breakwater.replication.lag", oldest, millis -> lagSeconds(millis.get()))
                .tag("topic", topic)
                .baseUnit("seconds")
                .description("Age of the oldest record of a topic that is read and not done")
                .register(registry);
    }

    private static String label(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private void jobs(String state, Supplier<Number> count) {
        Gauge.builder("breakwater.replication.jobs", count)
                .tag("state", state)
                .description("Events and requests read and not done; those that one copy serves are copying as one")
                .register(registry);
    }

    /** One job at the registries, until closed. */
    Counted copying() {
        return count(copying);
    }

    /** One job that waits for its next try, until closed. */
    Counted backingOff() {
        return count(backingOff);
    }

    private static Counted count(AtomicInteger jobs) {
        jobs.incrementAndGet();
        return jobs::decrementAndGet;
    }

    /** So many more bytes of a blob have left. */
    void sent(long bytes) {
        bytesSent.increment((double) bytes);
    }

    /** Ends the count of one job. */
    interface Counted extends AutoCloseable {
        @Override
        void close();
    }

    /** A try of {@code plan} was in vain. */
    void retry(Plan plan, RegistryException fault) {
        Counter.builder("breakwater.replication.retries")
                .tags("work", work(plan), "fault", fault.getClass().getSimpleName())
                .description("Tries in vain")
                .register(registry)
                .increment();
    }

    /** Counts outcomes once they are recorded, so that the meters agree with the ledger. */
    void recorded(List<Settled> results) {
        batch.record(results.size());
        for (var settled : results) {
            var plan = settled.job().plan();
            var ledger = settled.ledger();
            outcome(plan, ledger.outcome());
            if (plan instanceof Plan.Copy && ledger.attempts() > 0) {
                duration.record(Duration.ofMillis(ledger.copyMillis()));
            }
        }
    }

    /**
     * @param records read and not done
     * @param later of these, put off
     * @param oldest by topic: record timestamp of the oldest open record, in milliseconds; 0 if none is open
     */
    void open(int records, int later, ToLongFunction<String> oldest) {
        open.set(records);
        putOff.set(later);
        oldestMillis.forEach((topic, millis) -> millis.set(oldest.applyAsLong(topic)));
    }

    private void outcome(Plan plan, Outcome outcome) {
        Counter.builder("breakwater.replication")
                .tags("work", work(plan), "result", outcome.name().toLowerCase(Locale.ROOT))
                .description("Events and requests that are done, by their outcome in the ledger")
                .register(registry)
                .increment();
    }

    /** A refused delete and a refused copy are two things to look into. */
    private static String work(Plan plan) {
        return switch (plan) {
            case Plan.Copy _ -> "copy";
            case Plan.Delete _ -> "delete";
            case Plan.Settle _, Plan.Reject _ -> "none";
        };
    }

    private static double lagSeconds(long oldestMillis) {
        return oldestMillis == 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldestMillis) / 1_000.0;
    }
}
