package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.Registry;
import io.breakwater.replicator.core.Rules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A {@link Rig} with a replicator in this process, and a {@link Front} before its standby. */
final class Running implements AutoCloseable {
    final Rig rig;
    final Front front;
    final Registry primary;
    final Registry standby;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Replicator replicator;

    private Running(Rig rig, Rules rules, ReplicatorLimits limits, boolean behindFront) throws InterruptedException {
        this.rig = rig;
        this.front = new Front(rig.standby);
        this.primary = new Registry(Settings.plain(rig.primary.host()));
        this.standby = new Registry(Settings.plain(behindFront ? front.host() : rig.standby.host()));
        this.replicator = Replicator.start(
                Settings.config(rig.kafka.bootstrapServers(), primary, standby, rules, limits),
                new UnderWay(Duration.ofSeconds(1)),
                meters);
    }

    /** The replicator reaches the standby through the front. */
    static Running behindFront(Path directory, Rules rules) throws InterruptedException {
        return behindFront(Rig.start(directory), rules);
    }

    /** The same, where something was published before it starts. */
    static Running behindFront(Rig rig, Rules rules) throws InterruptedException {
        return behindFront(rig, rules, Settings.LIMITS);
    }

    static Running behindFront(Rig rig, Rules rules, ReplicatorLimits limits) throws InterruptedException {
        return new Running(rig, rules, limits, true);
    }

    /** The front stands aside: it keeps whole bodies in memory, and these are large. */
    static Running direct(Path directory, Rules rules) throws InterruptedException {
        return new Running(Rig.start(directory), rules, Settings.LIMITS, false);
    }

    /** Read, not done and not put off. */
    double jobs() {
        return gauges("breakwater.replication.jobs") - jobs("put_off");
    }

    double jobs(String state) {
        return gauges("breakwater.replication.jobs", "state", state);
    }

    /** Tries in vain. */
    double retries() {
        return meters.find("breakwater.replication.retries").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double gauges(String name, String... tags) {
        return meters.get(name).tags(tags).gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    /** @param name of the repository below {@code library} at the primary */
    boolean isAtStandby(String name, String reference) {
        return standby.headManifest("example-project/" + name, reference).isPresent();
    }

    /** Of the standby's circuit. */
    boolean isCircuit(String state) {
        return meters.get("breakwater.circuit.state")
                        .tags("registry", "standby", "state", state)
                        .gauge()
                        .value()
                == 1;
    }

    /** What was opened last is closed first, and all of it even if the replicator has given up. */
    @Override
    public void close() {
        try (rig;
                front;
                primary;
                standby;
                replicator) {
            assertEquals(Optional.empty(), replicator.failure());
        }
    }
}
