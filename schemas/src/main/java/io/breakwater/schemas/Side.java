package io.breakwater.schemas;

/** Which of the two registries. */
public enum Side {
    /** Harbor, where pushes go while it is up. */
    PRIMARY,
    /** The cloud registry that takes over. */
    STANDBY
}
