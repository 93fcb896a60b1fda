package io.breakwater.replicator;

import io.breakwater.replicator.core.CancelledBatches;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the consumer group that copies images: from {@code registry.events} and {@code replication.requests} to
 * the standby and the ledger. Any number of processes may run it.
 */
public final class Replicator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);
    /** At most, of what operators have cancelled: to wait longer would hold up copies for something that only saves some. */
    private static final Duration FIRST_READING = Duration.ofSeconds(10);

    private static final Duration SHUTDOWN = Duration.ofSeconds(15);
    private static final Duration TELL_EACH = Duration.ofMinutes(1);

    private final Thread thread;
    private final Refusers refusers;
    private final ReplicatorConfig config;
    private final Circuits circuits;
    private final UnderWay underWay;
    private volatile boolean stopping;
    private volatile boolean polling;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Supplier<Optional<String>> ledgerTrouble = Optional::empty;

    private Replicator(ReplicatorConfig config, Duration session, UnderWay underWay, ReplicatorMeters meters) {
        this.config = config;
        this.underWay = underWay;
        this.refusers = Refusers.of(config);
        this.circuits =
                new Circuits(config.primary(), config.standby(), config.limits().backoff(), refusers);
        meters.watch(circuits);
        meters.watch(refusers);
        meters.watch(config.primary(), config.standby());
        this.thread = Thread.ofPlatform().name("replicator-poll").unstarted(() -> {
            guard(() -> run(session, meters), why -> failure = Optional.of(why));
            polling = false;
        });
    }

    /**
     * Joins the group. The topics must exist.
     *
     * @throws IllegalStateException if the broker can't be asked for the group's settings
     */
    public static Replicator start(ReplicatorConfig config, MeterRegistry meters) throws InterruptedException {
        return start(config, new UnderWay(TELL_EACH), meters);
    }

    static Replicator start(ReplicatorConfig config, UnderWay underWay, MeterRegistry meters)
            throws InterruptedException {
        var session = session(config);
        var replicator = new Replicator(config, session, underWay, new ReplicatorMeters(meters));
        replicator.thread.start();
        return replicator;
    }

    /** Whether it reads; false before the first poll and after a failure. An outage of a registry does not change it. */
    public boolean ready() {
        return polling && failure.isEmpty();
    }

    /** What it waits for that somebody should look at, for a person; empty while all is well. It is ready nevertheless. */
    public List<String> degraded() {
        return Stream.concat(circuits.complaints().stream(), ledgerTrouble.get().stream())
                .toList();
    }

    /** What it is at, and how that gets on. */
    public JobsUnderWay jobs() {
        return underWay.seen(config.groupId(), config.instanceId());
    }

    /** Why it has stopped by itself. It does not start again: the process should end, and be started anew. */
    public Optional<String> failure() {
        return failure;
    }

    /** Records what is done, lets go of the rest and leaves the group; at most 15 s. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(SHUTDOWN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration session(ReplicatorConfig config) throws InterruptedException {
        try (var admin = Admin.create(config.kafka())) {
            return GroupSession.ensure(admin, config.groupId(), config.limits().sessionTimeout());
        }
    }

    /** An error ends the role as an exception does: a process that lives on and does nothing would be seen by nobody. */
    static void guard(Runnable role, java.util.function.Consumer<String> failed) {
        try {
            role.run();
        } catch (Throwable e) {
            failed.accept(e.toString());
            LOG.atError().setCause(e).log("The replicator has stopped");
        }
    }

    private void run(Duration session, ReplicatorMeters meters) {
        var cancelled = new CancelledBatches();
        try (var ledger = new LedgerWriter(config, () -> stopping);
                var cancels = CancelFollower.start(config.kafka(), cancelled);
                var consumer = consumer(config)) {
            ledgerTrouble = ledger::trouble;
            var lease = new Lease(session, new Heartbeats(consumer), System::nanoTime);
            var worker = new Worker(config, circuits, refusers, lease, cancelled, underWay, meters);
            var loop = new PollLoop(
                    consumer, ledger, worker, circuits, lease, cancelled, underWay, config, meters, () -> stopping);
            cancels.awaitFirst(FIRST_READING, () -> stopping);
            loop.subscribe();
            while (!stopping) {
                loop.turn();
                polling = true;
            }
            loop.stop();
        }
    }

    private static Consumer<byte[], byte[]> consumer(ReplicatorConfig config) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.groupId());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.groupId() + "-" + config.instanceId());
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        // Partition i of both topics goes to the same member, so that a name's events and requests share a lane.
        settings.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, "range");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
        // What is fetched and not polled. A record that is longer comes alone.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
