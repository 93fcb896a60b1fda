package io.breakwater.replicator;

import io.breakwater.replicator.core.Backoff;
import io.breakwater.replicator.core.Budget;
import io.breakwater.replicator.core.CancelledBatches;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.replicator.core.Lanes;
import io.breakwater.replicator.core.PutOff;
import io.breakwater.replicator.core.Rules;
import io.breakwater.schemas.BatchName;
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
import java.util.concurrent.ThreadLocalRandom;
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
    private static final Duration LONGEST_COMMIT_WAIT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final LedgerWriter ledger;
    private final Settler settler;
    private final Circuits circuits;
    private final Lease lease;
    private final UnderWay underWay;
    private final CancelledBatches cancelled;
    private final Rules rules;
    private final ReplicatorLimits limits;
    private final ReplicatorMeters meters;
    private final BooleanSupplier stopping;
    private final ThreadFactory threads =
            Thread.ofVirtual().name("replicate-", 0).factory();

    private final Map<TopicPartition, Assignment> assignments = new HashMap<>();
    private final Lanes<String, Job> lanes = new Lanes<>(Job::isDoneWith);
    private final Backfills<Job> backfills;
    private final PutOff<Job> later = new PutOff<>();

    /** Lanes with jobs that were read, or became due, in this turn. */
    private final Set<String> touched = new LinkedHashSet<>();

    /** Jobs that ended, with their result or without one; the only thing that workers write to. */
    private final ConcurrentLinkedQueue<Ended> ended = new ConcurrentLinkedQueue<>();

    /** Results that are not recorded yet, in the order in which they came. */
    private final List<Settled> unrecorded = new ArrayList<>();

    /** Cancelled batches of which nothing waits here any more. */
    private Set<BatchName> withdrawn = Set.of();

    private long nextCommitNanos = System.nanoTime();

    /** Transactions in a row. */
    private int aborted;

    /** What became of jobs that were worked on as one: an end, none (their partition is gone), or a bug of ours. */
    private record Ended(List<Job> jobs, Optional<Worker.End> end, Optional<Throwable> bug) {
        String lane() {
            return jobs.getFirst().lane();
        }
    }

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            LedgerWriter ledger,
            Settler settler,
            Circuits circuits,
            Lease lease,
            CancelledBatches cancelled,
            UnderWay underWay,
            ReplicatorConfig config,
            ReplicatorMeters meters,
            BooleanSupplier stopping) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.settler = settler;
        this.backfills = settler.backfills();
        this.circuits = circuits;
        this.lease = lease;
        this.cancelled = cancelled;
        this.underWay = underWay;
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
        later.due(System.nanoTime()).forEach(this::queue);
        withdraw();
        // Not before all are in their lanes: what was pushed in a row is then worked on as one.
        touched.forEach(this::start);
        touched.clear();
        gather();
        startBackfills();
        if (!unrecorded.isEmpty() && System.nanoTime() - nextCommitNanos >= 0) {
            record();
            nextCommitNanos = System.nanoTime() + untilNextCommit().toNanos();
        }
        holdBack();
        underWay.tell(System.nanoTime());
        meters.open(
                assignments.values().stream()
                        .mapToInt(assignment -> assignment.held().records())
                        .sum(),
                later.size(),
                this::oldestMillis);
    }

    /** Record timestamp of the oldest record of a topic that is read and not recorded; 0 if there is none. */
    private long oldestMillis(String topic) {
        return assignments.values().stream()
                .filter(assignment -> assignment.partition().topic().equals(topic))
                .mapToLong(Assignment::oldestMillis)
                .filter(millis -> millis > 0)
                .min()
                .orElse(0);
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
            queue(Job.of(assignment, record, rules));
        }
    }

    private void queue(Job asked) {
        var job = asked.unless(cancelled.all());
        if (job.isBackfill()) {
            backfills.add(job);
        } else {
            lanes.add(job.lane(), job);
            touched.add(job.lane());
        }
    }

    /** What waits outside the lanes may wait for hours; where its batch is cancelled it has no more to wait for. */
    private void withdraw() {
        var now = cancelled.all();
        if (now.equals(withdrawn)) {
            return;
        }
        withdrawn = now;
        backfills.takeOut(this::isCancelled).forEach(this::queue);
        later.takeOut(this::isCancelled).forEach(this::queue);
    }

    private boolean isCancelled(Job job) {
        return job.batch().filter(cancelled.all()::contains).isPresent();
    }

    private void start(String lane) {
        var jobs = lanes.start(lane);
        if (!jobs.isEmpty()) {
            threads.newThread(() -> ended.add(work(jobs))).start();
        }
    }

    private void startBackfills() {
        for (var job = nextBackfill(); job.isPresent(); job = nextBackfill()) {
            var lane = job.get().lane();
            lanes.add(lane, job.get());
            start(lane);
        }
    }

    private Optional<Job> nextBackfill() {
        return backfills.next(job -> lanes.isFree(job.lane()));
    }

    private Ended work(List<Job> jobs) {
        return jobs.getFirst()
                .assignment()
                .callAsWorker(() -> settle(jobs))
                .orElseGet(() -> new Ended(jobs, Optional.empty(), Optional.empty()));
    }

    @SuppressWarnings("Interruption") // the thread ends here, and with it its interrupt
    private Ended settle(List<Job> jobs) {
        try {
            return new Ended(jobs, Optional.of(settler.settle(jobs)), Optional.empty());
        } catch (InterruptedException e) {
            return new Ended(jobs, Optional.empty(), Optional.empty());
        } catch (Throwable e) {
            // An interrupted transfer may end in any exception; one of a living assignment is a bug.
            var alive = jobs.getFirst().assignment().isAlive();
            return new Ended(jobs, Optional.empty(), alive ? Optional.of(e) : Optional.empty());
        }
    }

    private void gather() {
        for (var next = ended.poll(); next != null; next = ended.poll()) {
            finish(next);
        }
    }

    private void finish(Ended work) {
        work.bug().ifPresent(bug -> {
            throw new IllegalStateException("a job ended in a way that it never should", bug);
        });
        work.end().ifPresent(end -> take(work.jobs(), end));
        work.jobs().stream().filter(Job::isBackfill).forEach(_ -> backfills.end());
        lanes.finish(work.lane());
        start(work.lane());
    }

    private void take(List<Job> jobs, Worker.End end) {
        switch (end) {
            case Worker.End.Done(var settled) -> unrecorded.addAll(settled);
            case Worker.End.Later(var delay) -> jobs.forEach(job -> putOff(job, delay));
        }
    }

    private void putOff(Job job, Duration delay) {
        if (isCancelled(job)) {
            queue(job);
        } else {
            later.add(job, System.nanoTime() + delay.toNanos());
        }
    }

    /** One transaction with everything that is done: ledger, dead letters, frontiers. */
    private void record() {
        unrecorded.removeIf(settled -> !settled.job().assignment().isAlive());
        if (unrecorded.isEmpty()) {
            // What an aborted transaction held has gone with its partitions: nobody waits for the ledger.
            aborted = 0;
            ledger.forgetTrouble();
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
            meters.recorded(results);
            aborted = 0;
        } else {
            aborted++;
        }
    }

    /** Longer after each that was aborted: a ledger that takes nothing is neither asked nor logged twenty times a second. */
    private Duration untilNextCommit() {
        return aborted == 0
                ? limits.commitInterval()
                : new Backoff(limits.commitInterval(), LONGEST_COMMIT_WAIT)
                        .delay(
                                aborted,
                                Optional.empty(),
                                ThreadLocalRandom.current().nextDouble());
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
            // Their offsets are in nobody's budget any more.
            backfills.takeOut(job -> !job.assignment().isAlive());
            later.takeOut(job -> !job.assignment().isAlive());
            LOG.atInfo().addKeyValue("partitions", partitions).log("Partitions given up");
        }
    }
}
