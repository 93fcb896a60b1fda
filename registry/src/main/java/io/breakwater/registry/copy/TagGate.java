package io.breakwater.registry.copy;

/** What a copy asks its orderer on the way. Asked by the thread that runs the copy. */
@FunctionalInterface
public interface TagGate {
    TagGate ALWAYS = () -> true;

    /**
     * Asked right before the tag, or without a tag the root manifest, is written at the target: the last and shortest step.
     * Whether it may still be written: this worker still owns the name, and the source's tag is still the one copied.
     */
    boolean mayWrite();

    /**
     * Asked when the manifests are read and before the first blob is sent, with no request under way; once more if the target
     * turns out to have lost what it seemed to have. Who says no is not worse off for having asked: nothing has been written.
     *
     * @param bytes of all blobs, an index's children included, that the target is not known to have in this or another repository:
     *     the most that is sent
     */
    default boolean maySend(long bytes) {
        return true;
    }
}
