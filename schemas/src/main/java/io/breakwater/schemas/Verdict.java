package io.breakwater.schemas;

/** How the two registries compare for one image name. */
public enum Verdict {
    IN_SYNC,
    /** Something has happened and the grace period is not over. */
    PENDING,
    /** Not at the standby. */
    MISSING,
    /** Another digest at the standby. */
    MISMATCHED,
    /** Only at the standby. */
    EXTRA,
    /** Both sides moved during an outage. */
    CONFLICT,
    /** The manifest is there, a blob or a child manifest is not. */
    INCOMPLETE,
    /** What we know is too old to say. */
    UNKNOWN;

    /** Whether a person or a repair has to do something about it. */
    public boolean isDrift() {
        return switch (this) {
            case MISSING, MISMATCHED, EXTRA, CONFLICT, INCOMPLETE -> true;
            case IN_SYNC, PENDING, UNKNOWN -> false;
        };
    }
}
