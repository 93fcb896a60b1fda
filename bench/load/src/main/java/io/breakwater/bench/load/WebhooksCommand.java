package io.breakwater.bench.load;

import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "webhooks",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Harbor's webhooks to 'breakwater ingest', each acknowledged, beside a bare producer with the same"
                        + " records on the same broker.")
final class WebhooksCommand implements Callable<Integer> {
    /** Of the first events, all of which are read into memory for it. */
    private static final int SAMPLE = 20_000;

    /** The compilers take more than a third of ingest's processor time until about 200,000. */
    @Option(names = "--warm-up", defaultValue = "300000", description = "Events before; default ${DEFAULT-VALUE}.")
    private int warmUp = 300_000;

    @Option(names = "--rounds", defaultValue = "3", description = "Of each; default ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--count", defaultValue = "100000", description = "Events in a round; default ${DEFAULT-VALUE}.")
    private int count = 100_000;

    @Option(names = "--connections", defaultValue = "64", description = "Default ${DEFAULT-VALUE}.")
    private int connections = 64;

    @Option(names = "--rate", defaultValue = "2000", description = "Events a second; default ${DEFAULT-VALUE}.")
    private int rate = 2_000;

    @Option(names = "--seconds", defaultValue = "30", description = "At that rate; default ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(
            names = "--endurance",
            defaultValue = "1000000",
            description = "Events while memory is watched; 0 for none. Default ${DEFAULT-VALUE}.")
    private int endurance = 1_000_000;

    @Option(names = "--flush", description = "Each record reaches the disk first, as on the embedded broker.")
    private boolean flush;

    @Option(names = "--heap", defaultValue = "256m", description = "Of ingest's JVM; default ${DEFAULT-VALUE}.")
    private String heap = "256m";

    @Override
    public Integer call() throws InterruptedException {
        try (var place = Installation.start(flush);
                var log = LogCheck.of(place.kafka(), Events.TOPIC);
                var ingest = RoleProcess.start("ingest", place, heap)) {
            var senders = new Senders(place, log, connections);
            senders.greet();
            // One at least: it says what the events look like.
            var sample = Math.clamp(warmUp, 1, SAMPLE);
            senders.post(Pace.unlimited(sample));
            var records = place.records(Topic.REGISTRY_EVENTS, sample);
            senders.post(Pace.unlimited(Math.max(0, warmUp - sample)));
            // The rival as well: else its first rounds are its compilers'.
            senders.inTurn(records, Pace.unlimited(warmUp));
            System.out.printf(
                    "%d connections, ingest with -Xmx%s, one broker%s, records of %d bytes%n%n",
                    connections,
                    heap,
                    flush ? " that flushes every record" : "",
                    records.getFirst().value().length);
            rates(ingest, senders, records);
            latencies(senders, records);
            endurance(ingest, senders);
        }
        return 0;
    }

    private void rates(RoleProcess ingest, Senders senders, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException {
        var ours = new ArrayList<Load>();
        var bare = new ArrayList<Load>();
        var pipelined = new ArrayList<Load>();
        var micros = new ArrayList<Double>();
        for (var round = 0; round < rounds; round++) {
            var before = ingest.cpuSeconds();
            ours.add(senders.post(Pace.unlimited(count)));
            micros.add((ingest.cpuSeconds() - before) * 1e6 / count);
            bare.add(senders.inTurn(records, Pace.unlimited(count)));
            pipelined.add(senders.pipelined(records, Pace.unlimited(3L * count)));
        }
        System.out.println(
                "| acknowledged events a second | median | least–most | × | ms from sent to acknowledged: p50 | p99 | p99.9 |");
        System.out.println("|---|---|---|---|---|---|---|");
        var rival = Numbers.median(perSecond(bare));
        row("webhooks to ingest", ours, rival);
        row("bare producer, " + connections + " in flight", bare, rival);
        row("bare producer, 100,000 in flight, Kafka's own linger", pipelined, rival);
        System.out.printf("%nProcessor time of ingest: %.0f µs an event.%n%n", Numbers.median(micros));
    }

    private static void row(String name, List<Load> loads, double rival) {
        var rates = perSecond(loads);
        var all = Load.together(loads);
        System.out.printf(
                "| %s | %,.0f | %,.0f–%,.0f | %.2f | %.1f | %.1f | %.1f |%n",
                name,
                Numbers.median(rates),
                rates.stream().min(Double::compare).orElseThrow(),
                rates.stream().max(Double::compare).orElseThrow(),
                Numbers.median(rates) / rival,
                all.millis(50),
                all.millis(99),
                all.millis(99.9));
    }

    private static List<Double> perSecond(List<Load> loads) {
        return loads.stream().map(Load::perSecond).toList();
    }

    private void latencies(Senders senders, List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        var pace = Pace.steady(rate, Duration.ofSeconds(seconds));
        System.out.printf("| ms from due to acknowledged, %,d a second | p50 | p99 | p99.9 | most |%n", rate);
        System.out.println("|---|---|---|---|---|");
        latency("webhooks to ingest", senders.post(pace));
        latency("bare producer", senders.inTurn(records, pace));
        System.out.println();
    }

    private static void latency(String name, Load load) {
        System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %.1f |%n",
                name, load.millis(50), load.millis(99), load.millis(99.9), load.millis(100));
    }

    private void endurance(RoleProcess ingest, Senders senders) throws InterruptedException {
        if (endurance == 0) {
            return;
        }
        var step = Math.max(1, endurance / 10);
        System.out.println("| events | MiB resident | MiB live after a full collection |");
        System.out.println("|---|---|---|");
        for (var done = 0; done < endurance; done += step) {
            senders.post(Pace.unlimited(step));
            var resident = ingest.residentMib();
            System.out.printf("| %,d | %d | %.1f |%n", senders.posted(), resident, ingest.liveBytes() / 1048576.0);
        }
    }
}
