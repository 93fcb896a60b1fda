package io.breakwater.cli.batch;

import io.breakwater.cli.topics.Follower;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Waits until the replicators have worked off what a batch has asked for, by what the ledger says. */
record CopyWait(Map<String, Object> kafka, Batch batch) {
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /**
     * Longer than any transaction of the auditor stays open, whose requests stand in the same topic: what was published
     * after its beginning is seen when it has ended.
     */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(1);

    /** Between our clock, which says when the batch began, and those of whoever writes the ledger. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    /**
     * Returns when all of it is worked off, or when {@code stop} says so.
     *
     * @param published requests of the batch, by its publisher's count
     * @param tally is told of each request and outcome
     */
    void await(long published, Tally tally, BooleanSupplier stop) throws InterruptedException {
        try (var reader = TopicReader.open(kafka)) {
            var since = reader.since(Topic.REPLICATION_LEDGER, batch.startedAt().minus(CLOCKS_DIFFER));
            var ledger = Follower.from(since, reader, Topic.REPLICATION_LEDGER);
            find(reader, published, tally, stop);
            while (!tally.isWhole() && !stop.getAsBoolean()) {
                ledger.readOn(record -> TopicReader.value(LEDGER, record).ifPresent(tally::take));
                if (!tally.isWhole()) {
                    // The ledger can only be asked.
                    Thread.sleep(BETWEEN_LOOKS);
                }
            }
        }
    }

    private void find(TopicReader reader, long published, Tally tally, BooleanSupplier stop)
            throws InterruptedException {
        var start = System.nanoTime();
        Published.read(reader, batch, (_, request) -> tally.asked(request));
        while (tally.requests() < published
                && !stop.getAsBoolean()
                && System.nanoTime() - start < LONGEST_TRANSACTION.toNanos()) {
            // The topic can only be asked.
            Thread.sleep(BETWEEN_LOOKS);
            Published.read(reader, batch, (_, request) -> tally.asked(request));
        }
    }
}
