package io.breakwater.ingest;

/** The brokers have not acknowledged an event. The sender is asked to come again. */
final class LogUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    LogUnavailable(String message) {
        super(message, null, false, false);
    }
}
