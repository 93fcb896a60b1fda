package io.breakwater.ingest;

/** An event was not acknowledged by the log. */
abstract sealed class LogFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private LogFault(String message) {
        super(message, null, false, false);
    }

    /** Not now; the sender is asked to come again. */
    static final class Unavailable extends LogFault {
        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }

    /** Not ever: the topic takes no record as large as this one. */
    static final class TooLarge extends LogFault {
        private static final long serialVersionUID = 1;

        TooLarge(String message) {
            super(message);
        }
    }
}
