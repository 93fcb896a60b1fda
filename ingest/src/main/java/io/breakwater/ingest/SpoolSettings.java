package io.breakwater.ingest;

import io.breakwater.schemas.Json;
import java.nio.file.Path;

/**
 * A journal on this machine's disk that takes events while the brokers are away.
 *
 * @param folder for this process alone
 * @param bytes that it may take; a full one refuses
 */
public record SpoolSettings(Path folder, long bytes) {
    /** A few of the largest bodies. */
    public static final long SMALLEST = 4L * Json.LONGEST_DOCUMENT;

    /** @throws IllegalArgumentException if there is room for next to nothing */
    public SpoolSettings {
        if (bytes < SMALLEST) {
            throw new IllegalArgumentException("a spool needs " + (SMALLEST >> 20) + "MiB or more");
        }
    }
}
