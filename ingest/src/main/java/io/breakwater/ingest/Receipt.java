package io.breakwater.ingest;

import io.breakwater.schemas.Coordinates;
import java.util.Optional;

/** Where an event is kept from now on. */
sealed interface Receipt {
    /** The brokers have acknowledged it. */
    record InLog(Coordinates at) implements Receipt {}

    /**
     * It came before, and was not kept again.
     *
     * @param at where it was kept then; absent: on our own disk, where nobody knows yet what its place in the log will be
     */
    record Known(Optional<Coordinates> at) implements Receipt {}

    /** On our own disk; it goes to the log when the brokers are back. */
    record Spooled() implements Receipt {}
}
