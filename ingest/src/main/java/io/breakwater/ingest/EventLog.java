package io.breakwater.ingest;

import io.breakwater.schemas.RegistryEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where events are kept. */
interface EventLog extends AutoCloseable {
    /**
     * Appends one event. May block for a moment; never call it from an event loop.
     *
     * @return where it stands, once that is a promise. Fails with {@link LogFault}, and with nothing else:
     *     {@link LogFault.Unavailable} leaves open whether it was appended; the sender tries again, and both records have
     *     the same event id
     */
    CompletableFuture<Receipt> publish(RegistryEvent event);

    /** Whether it can be expected to take the next event. */
    boolean isReady();

    /** Why it will never take an event; absent while it does or may yet. */
    default Optional<String> failure() {
        return Optional.empty();
    }

    @Override
    void close();
}
