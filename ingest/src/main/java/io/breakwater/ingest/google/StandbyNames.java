package io.breakwater.ingest.google;

import java.util.Optional;
import java.util.function.Function;

/**
 * How names at the standby lead back to the primary; the mapping that copies go by, read backwards.
 *
 * @param host the standby, {@code asia.gcr.io}; other registries of the same project write to the same topic
 * @param toPrimary from a repository's name at the standby; empty if none is mapped to it
 */
public record StandbyNames(String host, Function<String, Optional<String>> toPrimary) {
    /** A repository's name at the primary; empty if none is mapped to {@code standbyRepository}. */
    Optional<String> atPrimary(String standbyRepository) {
        return toPrimary.apply(standbyRepository);
    }
}
