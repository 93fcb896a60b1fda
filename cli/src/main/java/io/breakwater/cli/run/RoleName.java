package io.breakwater.cli.run;

import java.util.Locale;

/** The roles, in the order in which they start. */
public enum RoleName {
    INGEST,
    REPLICATOR,
    AUDITOR;

    /** As the command line and the log say it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
