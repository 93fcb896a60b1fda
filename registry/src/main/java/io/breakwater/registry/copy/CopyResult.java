package io.breakwater.registry.copy;

/** How a copy ended that did not fail. */
public sealed interface CopyResult {
    CopyReport report();

    /** The root is at the target, under its tag if there is one, and all that it refers to. */
    record Copied(CopyReport report) implements CopyResult {}

    /** It was so before. */
    record AlreadyPresent(CopyReport report) implements CopyResult {}

    /** The gate said no: the tag was not touched; of the rest all, some or nothing may be at the target. */
    record Stopped(CopyReport report) implements CopyResult {}
}
