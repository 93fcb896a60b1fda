package io.breakwater.cli.batch;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has come of the requests of one batch. Holds one bit for each offset between its first and its last request. Told by
 * one thread; any thread may ask how far it is.
 */
final class Tally {
    private final Map<Integer, Open> open = new HashMap<>();
    private final Map<Outcome, Long> outcomes = new ConcurrentHashMap<>();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    /** Requests of one partition that are not worked off: bit i stands for offset {@code first + i}. */
    private record Open(long first, BitSet requests) {
        int bit(long offset) {
            return Math.toIntExact(offset - first);
        }
    }

    /** Takes note of a request, unless it has; those of one partition in their order, and all before the first outcome. */
    void asked(Coordinates request) {
        var ofPartition = open.computeIfAbsent(request.partition(), _ -> new Open(request.offset(), new BitSet()));
        var bit = ofPartition.bit(request.offset());
        if (!ofPartition.requests().get(bit)) {
            ofPartition.requests().set(bit);
            asked.incrementAndGet();
        }
    }

    /** Takes note of an outcome, if it is that of a request which has none yet. */
    void take(LedgerRecord record) {
        var cause = record.cause();
        var ofPartition = Optional.of(cause)
                .filter(place -> place.topic().equals(Topic.REPLICATION_REQUESTS.topicName()))
                .map(place -> open.get(place.partition()));
        if (ofPartition.isEmpty() || cause.offset() < ofPartition.get().first()) {
            return;
        }
        var bit = ofPartition.get().bit(cause.offset());
        if (ofPartition.get().requests().get(bit)) {
            ofPartition.get().requests().clear(bit);
            outcomes.merge(record.outcome(), 1L, Long::sum);
            if (isCancelled(record)) {
                cancelled.incrementAndGet();
            }
            settled.incrementAndGet();
        }
    }

    private static boolean isCancelled(LedgerRecord record) {
        return record.reason()
                .filter(reason -> reason.code().equals(LedgerRecord.Reason.CANCELLED))
                .isPresent();
    }

    /** Requests of the batch. */
    long requests() {
        return asked.get();
    }

    /** Those of them whose outcome is known. */
    long settled() {
        return settled.get();
    }

    boolean isWhole() {
        return settled() == requests();
    }

    /** Those that did not bring the standby to what the primary holds, and that somebody must look at. */
    long failed() {
        return outcomes.getOrDefault(Outcome.FAILED, 0L) + outcomes.getOrDefault(Outcome.REFUSED, 0L);
    }

    /** Those of the FILTERED that were left alone since the batch was cancelled. */
    long cancelled() {
        return cancelled.get();
    }

    /** How many ended so; those that none did are left out. */
    Map<Outcome, Long> outcomes() {
        var counts = new EnumMap<Outcome, Long>(Outcome.class);
        counts.putAll(outcomes);
        return counts;
    }
}
