package io.breakwater.cli.batch;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names of batches that people can read, sort and type. */
public final class BatchId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private BatchId() {}

    /** Such as {@code replay-20261124-095518-3f2a}. */
    public static String of(String operation, Instant now) {
        var random =
                HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
        return operation + "-" + TIME.format(now) + "-" + random;
    }
}
