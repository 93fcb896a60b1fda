package io.breakwater.bench.load;

import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /** Events; the compilers take more than a third of ingest's processor time until about 200,000. */
    private static final int WARM_UP = 300_000;

    /** Of the first events, all of which are read into memory for it. */
    private static final int SAMPLE = 20_000;

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

    private long sent;

    @Override
    public Integer call() throws InterruptedException {
        try (var place = Installation.start(flush);
                var ingest = RoleProcess.start("ingest", place, heap)) {
            var webhooks = new Webhooks("127.0.0.1:" + place.webhooks(), Installation.SECRET);
            post(place, webhooks, Pace.unlimited(SAMPLE));
            var records = place.records(Topic.REGISTRY_EVENTS, SAMPLE);
            post(place, webhooks, Pace.unlimited(WARM_UP - SAMPLE));
            System.out.printf(
                    "%d connections, ingest with -Xmx%s, one broker%s, records of %d bytes%n%n",
                    connections,
                    heap,
                    flush ? " that flushes every record" : "",
                    records.getFirst().value().length);
            rates(place, ingest, webhooks, records);
            latencies(place, webhooks, records);
            endurance(place, ingest, webhooks);
        }
        return 0;
    }

    private Load post(Installation place, Webhooks webhooks, Pace pace) {
        var load = HttpLoad.run(place.webhooks(), connections, webhooks, sent, pace);
        sent += pace.count();
        return load;
    }

    private void rates(
            Installation place, RoleProcess ingest, Webhooks webhooks, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException {
        var ours = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        var pipelined = new ArrayList<Double>();
        var micros = new ArrayList<Double>();
        for (var round = 0; round < rounds; round++) {
            var before = ingest.cpuSeconds();
            ours.add(post(place, webhooks, Pace.unlimited(count)).perSecond());
            micros.add((ingest.cpuSeconds() - before) * 1e6 / count);
            bare.add(inTurn(place, records, Pace.unlimited(count)).perSecond());
            pipelined.add(BareProducer.run(place.kafka(), 100_000, records, Pace.unlimited(3L * count))
                    .perSecond());
        }
        System.out.println("| acknowledged events a second | median | least–most | × |");
        System.out.println("|---|---|---|---|");
        var rival = Numbers.median(bare);
        row("webhooks to ingest", ours, rival);
        row("bare producer, " + connections + " in flight", bare, rival);
        row("bare producer, 100,000 in flight, Kafka's own linger", pipelined, rival);
        System.out.printf("%nProcessor time of ingest: %.0f µs an event.%n%n", Numbers.median(micros));
    }

    private static void row(String name, List<Double> rates, double rival) {
        System.out.printf(
                "| %s | %,.0f | %,.0f–%,.0f | %.2f |%n",
                name,
                Numbers.median(rates),
                rates.stream().min(Double::compare).orElseThrow(),
                rates.stream().max(Double::compare).orElseThrow(),
                Numbers.median(rates) / rival);
    }

    /** As many in flight as there are connections, sent at once, as ingest's own producer does. */
    private Load inTurn(Installation place, List<ProducerRecord<byte[], byte[]>> records, Pace pace)
            throws InterruptedException {
        var settings =
                Map.<String, Object>of("bootstrap.servers", place.broker().bootstrapServers(), "linger.ms", 0);
        return BareProducer.run(settings, connections, records, pace);
    }

    private void latencies(Installation place, Webhooks webhooks, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException {
        var pace = Pace.steady(rate, Duration.ofSeconds(seconds));
        System.out.printf("| ms from due to acknowledged, %,d a second | p50 | p99 | p99.9 | most |%n", rate);
        System.out.println("|---|---|---|---|---|");
        latency("webhooks to ingest", post(place, webhooks, pace));
        latency("bare producer", inTurn(place, records, pace));
        System.out.println();
    }

    private static void latency(String name, Load load) {
        System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %.1f |%n",
                name, load.millis(50), load.millis(99), load.millis(99.9), load.millis(100));
    }

    private void endurance(Installation place, RoleProcess ingest, Webhooks webhooks) {
        if (endurance == 0) {
            return;
        }
        var step = Math.max(1, endurance / 10);
        System.out.println("| events | MiB resident | MiB live after a full collection |");
        System.out.println("|---|---|---|");
        for (var done = 0; done < endurance; done += step) {
            post(place, webhooks, Pace.unlimited(step));
            var resident = ingest.residentMib();
            System.out.printf("| %,d | %d | %.1f |%n", sent, resident, ingest.liveBytes() / 1048576.0);
        }
    }
}
