package io.breakwater.ingest;

import java.util.Locale;

/** Every answer that a sender can get, and what is counted of webhooks. Nothing else is ever sent. */
enum Answer {
    /** The event is in the log; that is a promise. */
    ACCEPTED(202),
    /** Understood, and nothing that is kept. */
    IGNORED(200),
    BAD_REQUEST(400),
    UNAUTHORIZED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    TIMEOUT(408),
    TOO_LARGE(413),
    URI_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    EXPECTATION_FAILED(417),
    TOO_MANY_REQUESTS(429),
    HEADERS_TOO_LARGE(431),
    INTERNAL(500),
    LOG_UNAVAILABLE(503);

    private final int status;

    Answer(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Whether sending the same again may help, and so is asked for. */
    boolean isWorthARetry() {
        return this == TOO_MANY_REQUESTS || this == INTERNAL || this == LOG_UNAVAILABLE;
    }

    /** As a metric's label. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
