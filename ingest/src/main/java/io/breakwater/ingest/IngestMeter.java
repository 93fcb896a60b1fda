package io.breakwater.ingest;

/** The catalogue of ingest's meters. Prometheus writes the dots as underscores and adds {@code _total} or the unit. */
enum IngestMeter {
    /** Counter, label {@code result}: what a webhook was answered, an {@link Answer}, or {@code gone}. */
    RECEIVED("breakwater.webhook.received", "Webhooks by what they were answered"),
    /** Counter, label {@code type}: a type that Harbor 2.15 sends, or {@code unknown}. */
    EVENTS(
            "breakwater.webhook.events",
            "Events that were understood, by Harbor's type; unknown: a newer Harbor, perhaps"),
    /** Timer. */
    ACK("breakwater.webhook.ack", "From the end of a webhook's body to the brokers' acknowledgement"),
    /** Gauge. */
    IN_FLIGHT("breakwater.webhook.in.flight", "Webhooks at work now"),
    /** Gauge. */
    CONNECTIONS("breakwater.webhook.connections", "Open connections"),
    /** Counter. */
    CONNECTIONS_REFUSED("breakwater.webhook.connections.refused", "Connections closed at once, above the limit");

    private final String meterName;
    private final String description;

    IngestMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    String meterName() {
        return meterName;
    }

    String description() {
        return description;
    }
}
