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

    /** Between our clock, which says when the batch began, and those of whoever writes the ledger. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    /**
     * Returns when all of it is worked off, or when {@code stop} says so.
     *
     * @param tally is told of each request and outcome
     */
    void await(Tally tally, BooleanSupplier stop) throws InterruptedException {
        try (var reader = TopicReader.open(kafka)) {
            var since = reader.since(Topic.REPLICATION_LEDGER, batch.startedAt().minus(CLOCKS_DIFFER));
            var ledger = Follower.from(since, reader, Topic.REPLICATION_LEDGER);
            Published.read(reader, batch, (_, request) -> tally.asked(request));
            while (!tally.isWhole() && !stop.getAsBoolean()) {
                ledger.readOn(record -> TopicReader.value(LEDGER, record).ifPresent(tally::take));
                if (!tally.isWhole()) {
                    // The ledger can only be asked.
                    Thread.sleep(BETWEEN_LOOKS);
                }
            }
        }
    }
}
