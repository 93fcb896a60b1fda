package io.breakwater.ingest;

import java.time.Duration;

/**
 * What bounds the webhooks' door.
 *
 * @param bodyBytes of one webhook; above it 413
 * @param inFlight webhooks at work at once; above it 429
 * @param connections open at once; further ones are closed at once
 * @param request from a request's headers to the end of its body; Harbor has given up by then
 * @param acknowledgement of the brokers; well inside the 3 s after which Harbor counts a delivery as failed
 */
public record IngestLimits(int bodyBytes, int inFlight, int connections, Duration request, Duration acknowledgement) {
    public static final IngestLimits DEFAULT =
            new IngestLimits(1 << 20, 256, 512, Duration.ofSeconds(5), Duration.ofSeconds(2));

    public IngestLimits {
        if (bodyBytes < 1 || inFlight < 1 || connections < 1) {
            throw new IllegalArgumentException("bodyBytes, inFlight and connections must be 1 or more");
        }
        if (acknowledgement.compareTo(Duration.ofMillis(1_100)) < 0) {
            throw new IllegalArgumentException("acknowledgement must leave time for one request to a broker, 1.1 s");
        }
    }
}
