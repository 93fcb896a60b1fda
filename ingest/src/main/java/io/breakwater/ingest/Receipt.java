package io.breakwater.ingest;

import io.breakwater.schemas.Coordinates;

/** Where an event is kept from now on. */
sealed interface Receipt {
    /** The brokers have acknowledged it. */
    record InLog(Coordinates at) implements Receipt {}

    /** It came before; {@code at} is where it was kept then. */
    record Known(Coordinates at) implements Receipt {}

    /** On our own disk; it goes to the log when the brokers are back. */
    record Spooled() implements Receipt {}
}
