package io.breakwater.replicator;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Two replicators, and what befalls them, their broker and their standby. Confined to one thread. */
final class Disasters implements AutoCloseable {
    /** Longer than a session: the partitions of who is gone or stands still go to the other one. */
    private static final int LONGER_THAN_A_SESSION =
            (int) (Settings.LIMITS.sessionTimeout().toMillis() * 3 / 2);

    private final Rig rig;
    private final Path directory;
    private final Random random;
    private final Map<String, ReplicatorProcess> replicators = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    Disasters(Rig rig, Path directory, Random random) {
        this.rig = rig;
        this.directory = directory;
        this.random = random;
        start("one");
        start("two");
    }

    private void start(String instance) {
        replicators.put(
                instance,
                ReplicatorProcess.start(
                        instance,
                        directory.resolve("replicator-" + instance + ".log"),
                        "256m",
                        rig.kafka.bootstrapServers(),
                        rig.primary.host(),
                        rig.standby.host()));
    }

    /** Lets them work for a while, and then one thing happen; returns when it is over. */
    void next() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(2_000 + random.nextInt(4_000));
        startWhatHasEnded();
        var instance = random.nextBoolean() ? "one" : "two";
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> {
                count("kills of a replicator");
                replicator(instance).kill();
                start(instance);
            }
            case 3 -> {
                count("replicators stopped for a while");
                replicator(instance).freeze();
                TimeUnit.MILLISECONDS.sleep(LONGER_THAN_A_SESSION);
                replicator(instance).goOn();
            }
            case 4 -> {
                count("kills of the broker");
                rig.kafka.kill();
                rig.kafka.startAgain();
            }
            default -> {
                count("outages of the standby");
                rig.standby.stop();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
                rig.standby.startAgain();
            }
        }
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
        return counts.toString();
    }

    @Override
    public void close() {
        replicators.values().forEach(ReplicatorProcess::close);
    }
}
