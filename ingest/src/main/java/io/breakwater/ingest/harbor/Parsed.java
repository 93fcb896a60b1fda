package io.breakwater.ingest.harbor;

import io.breakwater.schemas.RegistryEvent;

/** What became of one body. */
public sealed interface Parsed {
    /** An event for the log. */
    record Accepted(RegistryEvent event) implements Parsed {}

    /**
     * Nothing that we can use. Sending the same again changes nothing.
     *
     * @param place JSON path into the body, {@code $} for all of it
     * @param message what is wrong there and what would be right
     */
    record Rejected(String place, String message) implements Parsed {}
}
