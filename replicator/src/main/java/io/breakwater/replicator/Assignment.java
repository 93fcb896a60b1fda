package io.breakwater.replicator;

import io.breakwater.replicator.core.Budget;
import io.breakwater.replicator.core.Frontier;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition, from the moment it was given to us to the moment it was taken away. Results carry their assignment: the
 * broker checks the epoch of a commit, not who owns the partition, so a late result of a lost partition would be
 * committed, and recorded twice (measured; facts on fencing). It is dropped here instead.
 */
final class Assignment {
    private final TopicPartition partition;
    private final Frontier frontier;
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final Instant since = Instant.now();
    private volatile boolean alive = true;

    /** By offset what was begun and is not recorded; poll thread only. */
    private final NavigableMap<Long, Open> open = new TreeMap<>();

    private long openBytes;

    private record Open(long timestampMillis, long bytes) {}

    Assignment(TopicPartition partition, Frontier frontier) {
        this.partition = partition;
        this.frontier = frontier;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Poll thread only. */
    Frontier frontier() {
        return frontier;
    }

    /** When it was given to us. What was written before may have been worked on by others, who did not come to record it. */
    Instant since() {
        return since;
    }

    boolean isAlive() {
        return alive;
    }

    /** Takes note of a record that was read. @return whether it is to be worked on */
    boolean begin(ConsumerRecord<byte[], byte[]> record) {
        var mine = frontier.begin(record.offset());
        if (mine) {
            var bytes = bytes(record);
            open.put(record.offset(), new Open(record.timestamp(), bytes));
            openBytes += bytes;
        }
        return mine;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        var bytes = Math.max(0L, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (var header : record.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** The outcome is known and goes into the next transaction. */
    void complete(long offset) {
        frontier.complete(offset);
    }

    /** The outcome is recorded; only now is its memory free. */
    void recorded(long offset) {
        var done = open.remove(offset);
        if (done != null) {
            openBytes -= done.bytes();
        }
    }

    /** What was begun and is not recorded. */
    Budget.Held held() {
        return new Budget.Held(open.size(), openBytes);
    }

    /** Timestamp of the oldest record that is not recorded, in milliseconds; 0 if there is none. */
    long oldestMillis() {
        return open.isEmpty() ? 0 : open.firstEntry().getValue().timestampMillis();
    }

    /**
     * Does {@code work} as ours: its thread is interrupted when the partition goes.
     *
     * @return what it returned; empty if the partition had gone before it began
     */
    <T> Optional<T> callAsWorker(Supplier<T> work) {
        var worker = Thread.currentThread();
        workers.add(worker);
        try {
            return alive ? Optional.of(work.get()) : Optional.empty();
        } finally {
            workers.remove(worker);
        }
    }

    /** The partition is no longer ours: nothing is written for it from here on. */
    void end() {
        alive = false;
        workers.forEach(Thread::interrupt);
    }
}
