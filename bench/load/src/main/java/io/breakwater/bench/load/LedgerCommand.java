package io.breakwater.bench.load;

import io.breakwater.testkit.Await;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Events that no rule maps through 'breakwater replicator': lanes, frontier and transactions, without"
                        + " a registry. Then the memory of events that wait for one.")
final class LedgerCommand implements Callable<Integer> {
    private static final String GROUP = "breakwater-replicator";

    @Option(names = "--events", defaultValue = "300000", description = "In a round; default ${DEFAULT-VALUE}.")
    private int events = 300_000;

    @Option(names = "--rounds", defaultValue = "3", description = "Default ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--held",
            defaultValue = "10000",
            description = "Events that wait while memory is measured; 0 for none. Default ${DEFAULT-VALUE}.")
    private int held = 10_000;

    @Option(names = "--flush", description = "Each record reaches the disk first, as on the embedded broker.")
    private boolean flush;

    @Option(names = "--heap", defaultValue = "256m", description = "Of the replicator; default ${DEFAULT-VALUE}.")
    private String heap = "256m";

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        var rates = new ArrayList<Double>();
        System.out.println("| events | a second | µs of processor, replicator | µs, broker | MiB resident |");
        System.out.println("|---|---|---|---|---|");
        for (var round = 0; round < rounds; round++) {
            try (var place = Installation.start(flush)) {
                rates.add(round(place));
            }
        }
        System.out.printf("%nMedian: %,.0f events a second.%n", Numbers.median(rates));
        if (held > 0) {
            try (var place = Installation.start(flush)) {
                memory(place);
            }
        }
        return 0;
    }

    private double round(Installation place) throws InterruptedException, ExecutionException {
        publish(place, "other/app", events);
        try (var admin = Admin.create(place.kafka());
                var replicator = RoleProcess.start("replicator", place, heap)) {
            Await.until("the first are recorded", () -> recorded(admin) > 0);
            var first = recorded(admin);
            var start = System.nanoTime();
            var cpu = replicator.cpuSeconds();
            var brokerCpu = RoleProcess.cpuSeconds(place.broker().pid());
            Await.until("all are recorded", () -> recorded(admin) == events);
            var done = events - first;
            var rate = done / ((System.nanoTime() - start) / 1e9);
            System.out.printf(
                    "| %,d | %,.0f | %.0f | %.0f | %d |%n",
                    done,
                    rate,
                    (replicator.cpuSeconds() - cpu) * 1e6 / done,
                    (RoleProcess.cpuSeconds(place.broker().pid()) - brokerCpu) * 1e6 / done,
                    replicator.residentMib());
            LedgerCheck.eachOnce(place.kafka(), events);
            return rate;
        }
    }

    /** Offsets that the group has committed, over all partitions. */
    private static long recorded(Admin admin) {
        try {
            return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(partition -> partition.getKey().topic().equals(Events.TOPIC))
                    .mapToLong(partition -> partition.getValue().offset())
                    .sum();
        } catch (ExecutionException noGroupYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void publish(Installation place, String repository, int count) throws InterruptedException {
        BareProducer.run(place.kafka(), 100_000, Events.pushed(repository, count), Pace.unlimited(count));
    }

    /** Both registries take connections and say nothing. */
    private void memory(Installation place) throws InterruptedException {
        try (var replicator = RoleProcess.start("replicator", place, heap)) {
            var idle = replicator.liveBytes();
            publish(place, "library/app", held);
            var waiting = new Steady();
            Await.until("it holds as many as it may", () -> waiting.isSteadyAt(open(replicator)));
            var perEvent = (replicator.liveBytes() - idle) / (double) waiting.value;
            System.out.printf(
                    "%,d events held open for a registry that does not answer: %.1f KiB each, %.0f MiB for 10,000.%n",
                    waiting.value, perEvent / 1024, perEvent * 10_000 / 1048576);
        }
    }

    private static long open(RoleProcess replicator) {
        return Stream.of("queued", "copying")
                .mapToLong(state -> (long) replicator.meter("breakwater_replication_jobs{state=\"" + state + "\"}"))
                .sum();
    }

    /** A number that has stopped growing, as far as many looks in a row can tell. */
    private static final class Steady {
        private static final int LOOKS = 200;

        private long value;
        private int looks;

        boolean isSteadyAt(long next) {
            looks = next == value ? looks + 1 : 0;
            value = next;
            return value > 0 && looks >= LOOKS;
        }
    }
}
