package io.breakwater.bench.contestant;

/** One way to copy images between two registries. */
public interface Contestant extends AutoCloseable {
    String name();

    /** Version and, in a few words, how it is run. */
    String description();

    default boolean isOurs() {
        return false;
    }

    /** Whether it can do this, and is another contestant's equal if not. */
    default boolean takes(Job job) {
        return true;
    }

    /** Forgets what it has learned from earlier runs; not measured. */
    default void forget() {}

    /**
     * Does the whole job, and measures it.
     *
     * @throws CopyFailed if it does not say that it is done
     */
    Usage copy(Job job) throws CopyFailed, InterruptedException;

    @Override
    default void close() {}
}
