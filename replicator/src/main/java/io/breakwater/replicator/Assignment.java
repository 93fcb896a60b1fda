package io.breakwater.replicator;

import io.breakwater.replicator.core.Frontier;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
    private volatile boolean alive = true;

    /** Offset to record timestamp in milliseconds of what was begun and is not done; poll thread only. */
    private final NavigableMap<Long, Long> open = new TreeMap<>();

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

    boolean isAlive() {
        return alive;
    }

    /** Takes note of a record that was read. @return whether it is to be worked on */
    boolean begin(long offset, long timestampMillis) {
        var mine = frontier.begin(offset);
        if (mine) {
            open.put(offset, timestampMillis);
        }
        return mine;
    }

    void complete(long offset) {
        frontier.complete(offset);
        open.remove(offset);
    }

    /** Records begun and not done. */
    int open() {
        return open.size();
    }

    /** Timestamp of the oldest record that is not done, in milliseconds; 0 if there is none. */
    long oldestMillis() {
        return open.isEmpty() ? 0 : open.firstEntry().getValue();
    }

    /** Whether no more should be read until some of it is done. */
    boolean isFull(int openRecords) {
        return open.size() >= openRecords || frontier.isWide();
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
