package io.breakwater.cli;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import java.time.Instant;
import java.util.Optional;

/** Ledger records of which only the cause and the outcome matter. */
public final class LedgerRecords {
    private LedgerRecords() {}

    public static LedgerRecord of(String topic, int partition, long offset, Outcome outcome) {
        return of(new Coordinates(topic, partition, offset), Optional.empty(), outcome);
    }

    public static LedgerRecord of(Coordinates cause, Optional<ImageName> image, Outcome outcome) {
        return of(cause, image, outcome, Optional.empty());
    }

    public static LedgerRecord filtered(Coordinates cause, String code) {
        var reason = new LedgerRecord.Reason(code, "A test.");
        return of(cause, Optional.empty(), Outcome.FILTERED, Optional.of(reason));
    }

    private static LedgerRecord of(
            Coordinates cause, Optional<ImageName> image, Outcome outcome, Optional<LedgerRecord.Reason> reason) {
        return new LedgerRecord(
                cause,
                "id-" + cause.offset(),
                outcome,
                image,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reason,
                LedgerRecord.Transfer.NONE,
                1,
                0,
                0,
                Optional.empty(),
                Instant.parse("2026-11-23T12:00:00Z"),
                "worker");
    }
}
