package io.breakwater.auditor;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;

/** The running auditor: one drift topology and its meters. */
public final class Auditor implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final DriftMeters meters;
    private final DeleteBrake brake;
    private final ThreadFailures failures;

    private Auditor(KafkaStreams streams, DriftMeters meters, DeleteBrake brake, ThreadFailures failures) {
        this.streams = streams;
        this.meters = meters;
        this.brake = brake;
        this.failures = failures;
    }

    /**
     * Starts the topology and returns at once; {@link #ready} tells when it works. It is run at most once per process and
     * state directory, which Kafka Streams locks.
     *
     * @throws AuditorFault if Kafka can't be reached or its topics are not as they must be
     */
    public static Auditor start(AuditorConfig config, MeterRegistry registry) {
        TopicCheck.check(config);
        var brake = DriftTopology.brake(config.rules());
        var meters = new DriftMeters(registry, brake);
        try {
            var streams =
                    new KafkaStreams(DriftTopology.build(config.rules(), meters, brake), StreamsSettings.of(config));
            var failures = new ThreadFailures(InstantSource.system());
            streams.setUncaughtExceptionHandler(failures);
            streams.start();
            return new Auditor(streams, meters, brake, failures);
        } catch (RuntimeException e) {
            meters.close();
            throw e;
        }
    }

    /** Whether it judges, or will as soon as its partitions are assigned and its state is back. */
    public boolean ready() {
        return streams.state().isRunningOrRebalancing();
    }

    /** What it waits for that somebody should decide, for a person; empty while all is well. */
    public List<String> degraded() {
        return brake.complaint().stream().toList();
    }

    /** Why it has ended by itself; absent while it runs, and after {@link #close}. */
    public Optional<String> failure() {
        return failures.end()
                .or(() -> streams.state() == KafkaStreams.State.ERROR
                        ? Optional.of("Kafka Streams has ended in an error, see the log")
                        : Optional.empty());
    }

    /** Commits what is done and leaves the group, so that another auditor can take over at once. Repeating it is harmless. */
    @Override
    public void close() {
        streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
        meters.close();
    }
}
