package io.breakwater.replicator;

import io.breakwater.replicator.core.Budget;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.replicator.core.Lanes;
import io.breakwater.replicator.core.Rules;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events and requests, hands them to workers, records what came of them. Never blocks on a registry. Everything but
 * the workers runs on this one thread, so assignments, lanes, frontiers and commits need no lock.
 */
final class PollLoop {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final List<String> TOPICS =
            List.of(Topic.REGISTRY_EVENTS.topicName(), Topic.REPLICATION_REQUESTS.topicName());
    private static final Duration POLL = Duration.ofMillis(20);

    private final Consumer<byte[], byte[]> consumer;
    private final LedgerWriter ledger;
    private final Worker worker;
    private final Circuits circuits;
    private final Lease lease;
    private final Rules rules;
    private final ReplicatorLimits limits;
    private final ReplicatorMeters meters;
    private final BooleanSupplier stopping;
    private final ThreadFactory threads =
            Thread.ofVirtual().name("replicate-", 0).factory();

    private final Map<TopicPartition, Assignment> assignments = new HashMap<>();
    private final Lanes<String, Job> lanes = new Lanes<>(Job::isDoneWith);

    /** Lanes with jobs that were read in this turn. */
    private final Set<String> touched = new LinkedHashSet<>();

    /** Jobs that ended, with their result or without one; the only thing that workers write to. */
    private final ConcurrentLinkedQueue<Ended> ended = new ConcurrentLinkedQueue<>();

    /** Results that are not recorded yet, in the order in which they came. */
    private final List<Settled> unrecorded = new ArrayList<>();

    private long nextCommitNanos = System.nanoTime();

    /** What became of jobs that were worked on as one: results, nothing (their partition is gone), or a bug of ours. */
    private record Ended(Job first, List<Settled> settled, Optional<Throwable> bug) {}

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            LedgerWriter ledger,
            Worker worker,
            Circuits circuits,
            Lease lease,
            ReplicatorConfig config,
            ReplicatorMeters meters,
            BooleanSupplier stopping) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.worker = worker;
        this.circuits = circuits;
        this.lease = lease;
        this.rules = config.rules();
        this.limits = config.limits();
        this.meters = meters;
        this.stopping = stopping;
    }

    void subscribe() {
        consumer.subscribe(TOPICS, new Rebalance());
    }

    /** One turn: read, start, gather, record. */
    void turn() {
        lease.beforePoll();
        var records = consumer.poll(POLL);
        lease.afterPoll();
        records.forEach(this::begin);
        // Not before all are in their lanes: what was pushed in a row is then worked on as one.
        touched.forEach(this::start);
        touched.clear();
        gather();
        if (!unrecorded.isEmpty() && System.nanoTime() - nextCommitNanos >= 0) {
            record();
            nextCommitNanos = System.nanoTime() + limits.commitInterval().toNanos();
        }
        holdBack();
        meters.open(
                assignments.values().stream()
                        .mapToInt(assignment -> assignment.held().records())
                        .sum(),
                assignments.values().stream()
                        .mapToLong(Assignment::oldestMillis)
                        .filter(millis -> millis > 0)
                        .min()
                        .orElse(0));
    }

    /** Records what is done and lets go of the rest, which whoever owns the partitions next will do again. */
    void stop() {
        gather();
        record();
        assignments.values().forEach(Assignment::end);
        assignments.clear();
    }

    private void begin(ConsumerRecord<byte[], byte[]> record) {
        var assignment = assignments.get(new TopicPartition(record.topic(), record.partition()));
        if (assignment == null) {
            throw new IllegalStateException("a record of a partition that is not ours: " + record.topic() + "/"
                    + record.partition() + "@" + record.offset());
        }
        if (assignment.begin(record)) {
            var job = Job.of(assignment, record, rules);
            lanes.add(job.lane(), job);
            touched.add(job.lane());
        }
    }

    private void start(String lane) {
        var jobs = lanes.start(lane);
        if (!jobs.isEmpty()) {
            threads.newThread(() -> ended.add(work(jobs))).start();
        }
    }

    private Ended work(List<Job> jobs) {
        return jobs.getFirst()
                .assignment()
                .callAsWorker(() -> settle(jobs))
                .orElseGet(() -> new Ended(jobs.getFirst(), List.of(), Optional.empty()));
    }

    @SuppressWarnings("Interruption") // the thread ends here, and with it its interrupt
    private Ended settle(List<Job> jobs) {
        var first = jobs.getFirst();
        try {
            return new Ended(first, worker.settle(jobs), Optional.empty());
        } catch (InterruptedException e) {
            return new Ended(first, List.of(), Optional.empty());
        } catch (Throwable e) {
            // An interrupted transfer may end in any exception; one of a living assignment is a bug.
            return new Ended(first, List.of(), first.assignment().isAlive() ? Optional.of(e) : Optional.empty());
        }
    }

    private void gather() {
        for (var next = ended.poll(); next != null; next = ended.poll()) {
            next.bug().ifPresent(bug -> {
                throw new IllegalStateException("a job ended in a way that it never should", bug);
            });
            unrecorded.addAll(next.settled());
            lanes.finish(next.first().lane());
            start(next.first().lane());
        }
    }

    /** One transaction with everything that is done: ledger, dead letters, frontiers. */
    private void record() {
        unrecorded.removeIf(settled -> !settled.job().assignment().isAlive());
        if (unrecorded.isEmpty()) {
            return;
        }
        var results = List.copyOf(unrecorded);
        var touched = new HashSet<Assignment>();
        for (var settled : results) {
            // Again after an aborted transaction: completing twice is harmless, and the results go along again.
            settled.job().assignment().complete(settled.job().record().offset());
            touched.add(settled.job().assignment());
        }
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        touched.forEach(assignment -> offsets.put(assignment.partition(), committable(assignment.frontier())));
        if (ledger.commit(results, offsets, consumer.groupMetadata())) {
            unrecorded.clear();
            results.forEach(settled ->
                    settled.job().assignment().recorded(settled.job().record().offset()));
            meters.recorded(results, results.size());
        }
    }

    private static OffsetAndMetadata committable(Frontier frontier) {
        return new OffsetAndMetadata(frontier.offset(), frontier.metadata());
    }

    /** Pauses are set anew each turn: a partition that comes back from a rebalance starts unpaused. */
    private void holdBack() {
        var held = new HashMap<TopicPartition, Budget.Held>();
        assignments.forEach((partition, assignment) -> held.put(partition, assignment.held()));
        var full = limits.open().full(held);
        // Once a wait is over they are read again: what failed last may be broken, and others show that the registry is
        // not.
        var nobodyIsServed = circuits.areOpen();
        assignments.forEach((partition, assignment) -> {
            if (nobodyIsServed || assignment.frontier().isWide()) {
                full.add(partition);
            }
        });
        consumer.pause(full);
        held.keySet().removeAll(full);
        consumer.resume(held.keySet());
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            CommittedFrontiers.read(consumer, partitions, stopping)
                    .forEach((partition, frontier) -> assignments.put(partition, new Assignment(partition, frontier)));
            LOG.atInfo().addKeyValue("partitions", partitions).log("Partitions assigned");
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            gather();
            record();
            end(partitions);
        }

        /** Somebody else has them already: nothing of theirs may be recorded. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            end(partitions);
        }

        private void end(Collection<TopicPartition> partitions) {
            for (var partition : partitions) {
                Optional.ofNullable(assignments.remove(partition)).ifPresent(Assignment::end);
            }
            LOG.atInfo().addKeyValue("partitions", partitions).log("Partitions given up");
        }
    }
}
