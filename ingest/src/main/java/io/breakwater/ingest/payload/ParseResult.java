package io.breakwater.ingest.harbor;

import io.breakwater.schemas.RegistryEvent;

/** What became of one body. */
public sealed interface ParseResult {
    /**
     * An event for the log.
     *
     * @param type what Harbor calls it
     */
    record Accepted(RegistryEvent event, HarborType type) implements ParseResult {}

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
