package io.breakwater.ingest;

import java.time.Duration;

/** Limits of time for tests: such that only what hangs is cut off, and such that a test of a limit need not wait long. */
public final class TestLimits {
    public static final Duration HANG = Duration.ofMinutes(2);
    /** As short as may be. */
    static final Duration SHORT = IngestLimits.BROKER_REQUEST;

    /** Nothing is late, however slow the machine. */
    public static final IngestLimits PATIENT = of(256, HANG, HANG, HANG);

    private TestLimits() {}

    static IngestLimits of(int inFlight, Duration request, Duration acknowledgement, Duration answer) {
        var other = IngestLimits.DEFAULT;
        return limits(
                inFlight, other.connections(), other.connections(), other.idle(), request, acknowledgement, answer);
    }

    /** Of connections; of webhooks as patient as can be. */
    static IngestLimits ofConnections(int connections, Duration idle, Duration request) {
        return limits(256, connections, connections, idle, request, HANG, HANG);
    }

    /** As patient as can be; an address may have fewer connections than all. */
    static IngestLimits ofConnectionsOfOne(int connections, int connectionsOfOne) {
        return limits(256, connections, connectionsOfOne, HANG, HANG, HANG, HANG);
    }

    private static IngestLimits limits(
            int inFlight,
            int connections,
            int connectionsOfOne,
            Duration idle,
            Duration request,
            Duration acknowledgement,
            Duration answer) {
        var other = IngestLimits.DEFAULT;
        return new IngestLimits(
                other.bodyBytes(),
                other.bodiesBytes(),
                other.headerBytes(),
                other.uriBytes(),
                inFlight,
                connections,
                connectionsOfOne,
                idle,
                request,
                acknowledgement,
                answer);
    }
}
