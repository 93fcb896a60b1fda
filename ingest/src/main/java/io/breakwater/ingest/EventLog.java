package io.breakwater.ingest;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.RegistryEvent;
import java.util.concurrent.CompletionStage;

/** Where events are kept. */
interface EventLog extends AutoCloseable {
    /**
     * Appends one event. May block for a moment; never call it from an event loop.
     *
     * @return where it stands, once the brokers have acknowledged it; fails if they have not in time. Then it may still
     *     have been appended: the sender tries again, and both records have the same event id
     */
    CompletionStage<Coordinates> append(RegistryEvent event);

    /** Whether it can be expected to take the next event. */
    boolean isReady();

    @Override
    void close();
}
