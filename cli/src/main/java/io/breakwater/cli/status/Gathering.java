package io.breakwater.cli.status;

import io.breakwater.auditor.DriftReader;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.letters.Letters;
import io.breakwater.cli.topics.Replicators;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks everybody, the registries at the same time as Kafka. */
final class Gathering {
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);
    private static final Duration DRIFT = Duration.ofSeconds(30);

    private final Configuration configuration;
    private final Map<String, Object> kafka;

    Gathering(Configuration configuration, Map<String, Object> kafka) {
        this.configuration = configuration;
        this.kafka = kafka;
    }

    /** @param window how far back the ledger is read */
    Status gather(Duration window) throws InterruptedException {
        var rules = configuration.mapping().rules();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var primary =
                    threads.submit(probe(configuration.primary(), rules.stream().map(MappingRule::from)));
            var standby =
                    threads.submit(probe(configuration.standby(), rules.stream().map(MappingRule::to)));
            var jobs = threads.submit(() -> JobsProbe.ask(
                    configuration.ops(), configuration.replicator().group()));
            var replicators = Replicators.ask(kafka, configuration.replicator().group());
            var group = new Status.Group(replicators.id(), replicators.state(), replicators.members());
            try (var reader = TopicReader.open(kafka)) {
                var now = Instant.now();
                var lag = Stream.of(Topic.REGISTRY_EVENTS, Topic.REPLICATION_REQUESTS)
                        .map(topic -> Lags.of(topic, reader, replicators.committed(), now))
                        .toList();
                var drift = drift();
                var letters = Letters.open(reader);
                return new Status(
                        now,
                        primary.get(),
                        standby.get(),
                        group,
                        lag,
                        jobs.get(),
                        ledger(reader, now.minus(window)),
                        drift,
                        letters,
                        Status.attention(primary.get(), standby.get(), group, lag, drift, letters));
            }
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    /** What it says and the exit code are the cause's: a configuration that is wrong is not our failure. */
    static RuntimeException cause(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    private static Callable<Status.RegistryState> probe(
            Configuration.RegistrySettings settings, Stream<String> folders) {
        var folder = folders.findFirst().orElse("");
        return () -> RegistryProbe.ask(settings, folder);
    }

    private static Status.Ledger ledger(TopicReader reader, Instant since) {
        var outcomes = new EnumMap<Outcome, Long>(Outcome.class);
        var bytes = new AtomicLong();
        reader.read(
                Topic.REPLICATION_LEDGER,
                reader.since(Topic.REPLICATION_LEDGER, since),
                record -> TopicReader.value(LEDGER, record).ifPresent(ledger -> {
                    outcomes.merge(ledger.outcome(), 1L, Long::sum);
                    bytes.addAndGet(ledger.transfer().bytesSent());
                }));
        return new Status.Ledger(since, outcomes, bytes.get());
    }

    private Map<Verdict, Long> drift() {
        List<DriftVerdict> verdicts = DriftReader.read(kafka, DRIFT);
        return verdicts.stream()
                .collect(Collectors.groupingBy(
                        DriftVerdict::verdict, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
    }
}
