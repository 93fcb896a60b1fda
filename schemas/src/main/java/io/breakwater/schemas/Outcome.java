package io.breakwater.schemas;

/** How one event or request ended. */
public enum Outcome {
    /** Copied; the standby holds the bytes that the primary holds. */
    REPLICATED,
    /** Nothing to do: the standby held it already. */
    ALREADY_PRESENT,
    /** A newer push of the tag won, or the artifact is gone from the primary. */
    SUPERSEDED,
    /** A rule says that this is not ours to copy. */
    FILTERED,
    /** Removed from the standby by rule. */
    DELETED,
    /** The standby or the primary refused: policy, immutable tag, quota. */
    REFUSED,
    /** Can't be copied; the dead letters say why. */
    FAILED
}
