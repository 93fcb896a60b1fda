package io.breakwater.ingest;

/** The catalogue of ingest's meters. Prometheus writes the dots as underscores and adds {@code _total} or the unit. */
enum IngestMeter {
    /** Counter, labels {@code source} and {@code result}: what a webhook was answered, an {@link Answer}, or {@code gone}. */
    RECEIVED("breakwater.webhook.received", "Webhooks by what they were answered"),
    /** Counter, label {@code status}. */
    REFUSED(
            "breakwater.webhook.refused",
            "Requests that were refused before they reached a sender's route, by the answer's status"),
    /** Counter, labels {@code source} and {@code type}: one that the sender is known to have, or {@code unknown}. */
    EVENTS(
            "breakwater.webhook.events",
            "Events that were understood, by the sender's type; unknown: a newer Harbor, perhaps"),
    /** Counter, labels {@code source} and {@code code}. */
    REJECTED("breakwater.webhook.rejected", "Webhooks that could not be read, by what was wrong"),
    /** Counter, label {@code source}. */
    DUPLICATES(
            "breakwater.webhook.duplicates",
            "Events that had been kept before, in the log or in the spool, and were not kept again"),
    /** Counter, label {@code source}. */
    SPOOLED("breakwater.webhook.spooled", "Events that were kept on this machine while the brokers were away"),
    /** Gauge. */
    SPOOL_BYTES("breakwater.webhook.spool", "Bytes that the spool takes on the disk; 0 when the log has all"),
    /** Counter. */
    SPOOL_SET_ASIDE(
            "breakwater.webhook.spool.set.aside",
            "Events of the spool that the log will never take; each is kept in a file in the spool's folder"),
    /** Counter. */
    QUARANTINE_DROPPED(
            "breakwater.webhook.quarantine.dropped",
            "Bodies that could not be read and, the brokers being away or refusing them, are not in the quarantine either"),
    /** Gauge. */
    BODIES(
            "breakwater.webhook.bodies",
            "Bytes of bodies at work now; where there is no room for more, senders are put off"),
    /** Timer. */
    ACK("breakwater.webhook.ack", "From the end of a webhook's body to the brokers' acknowledgement"),
    /** Gauge. */
    IN_FLIGHT("breakwater.webhook.in.flight", "Webhooks at work now"),
    /** Gauge. */
    CONNECTIONS("breakwater.webhook.connections", "Open connections"),
    /** Counter. */
    CONNECTIONS_REFUSED(
            "breakwater.webhook.connections.refused",
            "Connections closed at once, above the limit of all or of one address");

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
