package io.breakwater.auditor;

/** Kafka can't be reached or is not set up as the auditor needs it; the message says what was tried and what to do. */
public final class AuditorFault extends RuntimeException {
    AuditorFault(String message) {
        super(message);
    }

    AuditorFault(String message, Throwable cause) {
        super(message, cause);
    }
}
