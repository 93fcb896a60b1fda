package io.breakwater.replicator;

import io.breakwater.testkit.proxy.Seen;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two replicators, and what befalls them, their broker and the registries, which they reach by bad lines. Confined to one
 * thread.
 */
final class Disasters implements AutoCloseable {
    /** Longer than a session: the partitions of who is gone or stands still go to the other one. */
    private static final int LONGER_THAN_A_SESSION =
            (int) (Settings.LIMITS.sessionTimeout().toMillis() * 3 / 2);

    private final Rig rig;
    private final Path directory;
    private final Random random;
    private final BadLine toPrimary;
    private final BadLine toStandby;
    private final Map<String, ReplicatorProcess> replicators = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** On requests that are forgotten. */
    private int tagWrites;

    /** What is still to come of a round in which each kind happens. */
    private final Deque<Kind> round = new ArrayDeque<>();

    private enum Kind {
        KILLED_REPLICATOR,
        FROZEN_REPLICATOR,
        KILLED_BROKER,
        OUTAGE_OF_PRIMARY,
        OUTAGE_OF_STANDBY
    }

    Disasters(Rig rig, Path directory, Random random) {
        this.rig = rig;
        this.directory = directory;
        this.random = random;
        this.toPrimary = BadLine.to(rig.primary.host(), new Random(random.nextLong()));
        this.toStandby = BadLine.to(rig.standby.host(), new Random(random.nextLong()));
        refill();
        start("one");
        start("two");
    }

    private void start(String instance) {
        replicators.put(
                instance,
                ReplicatorProcess.start(
                        instance,
                        log(instance),
                        "256m",
                        rig.kafka.bootstrapServers(),
                        toPrimary.host(),
                        toStandby.host()));
    }

    private Path log(String instance) {
        return directory.resolve("replicator-" + instance + ".log");
    }

    /** Events that were given to a replicator though one had got them before. */
    long redeliveries() throws IOException {
        return DeliveryLog.repeats(ReplicatorProcess.deliveries(log("one")), ReplicatorProcess.deliveries(log("two")));
    }

    /** How often a manifest was sent to the standby with a tag, whole or in part. */
    int tagWrites() {
        return tagWrites + writesOnTheLine();
    }

    private int writesOnTheLine() {
        return toStandby.requests(Seen.request("PUT", ".*/manifests/v\\d+"));
    }

    /** Whether each kind has happened. */
    boolean isEachOver() {
        return counts.keySet()
                .containsAll(Stream.of(Kind.values()).map(Kind::name).toList());
    }

    /** One thing happens, to one of them; returns when it is over. */
    void next() throws InterruptedException {
        startWhatHasEnded();
        if (round.isEmpty()) {
            refill();
        }
        var kind = round.remove();
        count(kind.name());
        var instance = random.nextBoolean() ? "one" : "two";
        switch (kind) {
            case KILLED_REPLICATOR -> {
                replicator(instance).kill();
                start(instance);
            }
            case FROZEN_REPLICATOR -> {
                replicator(instance).freeze();
                // It has to stand still for so long that the other one gets its partitions.
                TimeUnit.MILLISECONDS.sleep(LONGER_THAN_A_SESSION);
                replicator(instance).goOn();
            }
            case KILLED_BROKER -> {
                rig.kafka.kill();
                rig.kafka.startAgain();
            }
            case OUTAGE_OF_PRIMARY -> outage(rig.primary);
            case OUTAGE_OF_STANDBY -> outage(rig.standby);
        }
        tagWrites += writesOnTheLine();
        toPrimary.forget();
        toStandby.forget();
    }

    private void outage(RegistryProcess registry) throws InterruptedException {
        registry.stop();
        // An outage has a length, and nothing happens at its end that one could wait for.
        TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
        registry.startAgain();
    }

    /** Kills are cheap, and find the most: two in each round. */
    private void refill() {
        var kinds = new ArrayList<>(List.of(Kind.values()));
        kinds.add(Kind.KILLED_REPLICATOR);
        Collections.shuffle(kinds, random);
        round.addAll(kinds);
    }

    /** As a supervisor does with a replicator that has given up. */
    void startWhatHasEnded() {
        for (var instance : Map.copyOf(replicators).keySet()) {
            if (!replicator(instance).isAlive()) {
                count("replicators that gave up");
                start(instance);
            }
        }
    }

    private ReplicatorProcess replicator(String instance) {
        return Objects.requireNonNull(replicators.get(instance));
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** How often each happened. */
    @Override
    public String toString() {
        return counts + ", requests hit on the way: " + (toPrimary.faults() + toStandby.faults());
    }

    @Override
    public void close() {
        replicators.values().forEach(ReplicatorProcess::close);
        toPrimary.close();
        toStandby.close();
    }
}
