package io.breakwater.ingest.payload;

import io.breakwater.schemas.RegistryEvent;
import java.util.List;

/** What became of one body. */
public sealed interface ParseResult {
    /**
     * Events for the log, in the sender's order; one at least.
     *
     * @param events what a body says; a plain registry may say several things in one
     */
    record Accepted(List<Understood> events) implements ParseResult {
        public Accepted {
            events = List.copyOf(events);
        }

        /** A body that says one thing. */
        public Accepted(RegistryEvent event, String type) {
            this(List.of(new Understood(event, type)));
        }
    }

    /** @param type what the sender calls it, as a metric's label: one of a closed set */
    record Understood(RegistryEvent event, String type) {}

    /** Understood, and nothing that anybody here needs. The sender need not send it again. */
    record Ignored(String reason) implements ParseResult {}

    /**
     * Nothing that we can use. Sending the same again changes nothing.
     *
     * @param message the JSON path into the body ({@code $} for all of it), what is wrong there and what would be right
     */
    record Rejected(Code code, String message) implements ParseResult {}

    /** What kind of wrong. */
    enum Code {
        EMPTY_BODY,
        /** No JSON in UTF-8, or beyond a limit of depth or length. */
        NOT_JSON,
        MISSING,
        /** Another kind of JSON value is expected. */
        WRONG_TYPE,
        /** The right kind of value, but not one of those that can be. */
        INVALID
    }
}
