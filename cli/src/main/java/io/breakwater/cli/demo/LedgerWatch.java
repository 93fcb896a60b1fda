package io.breakwater.cli.demo;

import io.breakwater.cli.topics.Follower;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;

/** Follows the ledger as any consumer may: read-committed, without a group. Confined to one thread. */
final class LedgerWatch implements AutoCloseable {
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Follower ledger;
    private final List<LedgerRecord> seen = new ArrayList<>();

    LedgerWatch(Map<String, Object> kafka) {
        this(TopicReader.open(kafka));
    }

    LedgerWatch(TopicReader reader) {
        this.ledger = Follower.after(Spans.NONE, reader, Topic.REPLICATION_LEDGER);
    }

    /** The first record that says that {@code key} is at the standby with {@code digest}, waited for. */
    LedgerRecord awaitArrival(String key, String digest, Duration patience) throws DemoFailure, InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var arrival = arrival(key, digest);
            if (arrival.isPresent()) {
                return arrival.get();
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailure(key + " did not arrive at the standby within " + patience.toSeconds()
                        + " s; the replicator's log says why");
            }
            readOn();
            // The ledger can only be asked.
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    Optional<LedgerRecord> arrival(String key, String digest) {
        return seen.stream()
                .filter(record ->
                        record.image().map(image -> image.key().equals(key)).orElse(false))
                .filter(record -> record.targetDigest()
                        .map(target -> target.value().equals(digest))
                        .orElse(false))
                .findFirst();
    }

    /** Takes in all that is there now. */
    void readOn() throws DemoFailure {
        try {
            ledger.readOn(record -> seen.add(LEDGER.read(record.value())));
        } catch (TimeoutException e) {
            throw new DemoFailure("the ledger could not be read to its end: " + e.getMessage());
        }
    }

    List<LedgerRecord> seen() {
        return List.copyOf(seen);
    }

    /** Records beyond the first of the same cause: 0, or the promise is broken. */
    int duplicates() {
        var byCause = new HashMap<Coordinates, Integer>();
        seen.forEach(record -> byCause.merge(record.cause(), 1, Integer::sum));
        return byCause.values().stream().mapToInt(count -> count - 1).sum();
    }

    long bytesSent() {
        return seen.stream().mapToLong(record -> record.transfer().bytesSent()).sum();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
