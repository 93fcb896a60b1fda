package io.breakwater.ingest.google;

import java.util.Optional;

/** How names at the standby lead back to the primary; the mapping that copies go by, read backwards. */
public interface StandbyNames {
    /** The standby, {@code asia.gcr.io}; other registries of the same project write to the same topic. */
    String host();

    /** A repository's name at the primary; empty if none is mapped to {@code standbyRepository}. */
    Optional<String> atPrimary(String standbyRepository);
}
