package io.breakwater.ingest;

import java.time.Duration;

/**
 * What bounds the webhooks' door.
 *
 * @param bodyBytes of one webhook; above it 413
 * @param bodiesBytes of all webhooks at work; who would need more is answered 429. Of each up to five times as much is
 *     held for as long as the brokers take, so this and not {@code inFlight} says how large a heap is needed
 * @param headerBytes of all headers of a request; above it 431
 * @param uriBytes of a request's first line; above it 414
 * @param inFlight webhooks at work at once; above it 429
 * @param connections open at once, those included whose TLS handshake is not over; further ones are closed at once
 * @param connectionsOfOne of these, by one address (IPv6: of one network of 64 bits) that is no trusted proxy's
 * @param idle how long nothing may come or go on a connection
 * @param request from a request's first byte to the end of its headers, and of a TLS handshake
 * @param acknowledgement of the brokers
 * @param answer from the end of a webhook's headers to its answer, in every case; inside the 3 s after which Harbor counts
 *     a delivery as failed
 */
public record IngestLimits(
        int bodyBytes,
        long bodiesBytes,
        int headerBytes,
        int uriBytes,
        int inFlight,
        int connections,
        int connectionsOfOne,
        Duration idle,
        Duration request,
        Duration acknowledgement,
        Duration answer) {
    /** One request to a broker may take this long. Stands before {@link #DEFAULT}, whose constructor reads it. */
    static final Duration BROKER_REQUEST = Duration.ofSeconds(1);

    public static final IngestLimits DEFAULT = new IngestLimits(
            1 << 20,
            32 << 20,
            8_192,
            4_096,
            256,
            512,
            128,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofMillis(2_500));

    /** @throws IllegalArgumentException if one of them lets nothing through */
    public IngestLimits {
        if (bodyBytes < 1 || headerBytes < 1 || uriBytes < 1 || inFlight < 1 || connectionsOfOne < 1) {
            throw new IllegalArgumentException(
                    "bodyBytes, headerBytes, uriBytes, inFlight and connectionsOfOne must be 1 or more");
        }
        if (connections < connectionsOfOne) {
            throw new IllegalArgumentException("connections must not be fewer than those of one address");
        }
        if (bodiesBytes < bodyBytes) {
            throw new IllegalArgumentException("bodiesBytes must leave room for one body, " + bodyBytes);
        }
        if (!request.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("request and idle must be longer than nothing");
        }
        if (acknowledgement.compareTo(BROKER_REQUEST) < 0) {
            throw new IllegalArgumentException(
                    "acknowledgement must leave time for one request to a broker, " + BROKER_REQUEST);
        }
        if (answer.compareTo(acknowledgement) < 0) {
            throw new IllegalArgumentException("answer must leave time for the acknowledgement, " + acknowledgement);
        }
    }
}
