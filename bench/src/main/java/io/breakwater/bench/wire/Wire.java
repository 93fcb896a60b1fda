package io.breakwater.bench.wire;

/** A way to one registry: whoever dials {@link #host()} speaks to it, and is counted. */
public interface Wire extends AutoCloseable {
    /** {@code 127.0.0.1:PORT}. */
    String host();

    /** All that went over it so far. */
    Traffic traffic();

    /** Ends it with all connections. */
    @Override
    void close();
}
