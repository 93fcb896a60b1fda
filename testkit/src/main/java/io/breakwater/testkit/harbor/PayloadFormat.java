package io.breakwater.testkit.harbor;

/** A webhook policy's {@code payload_format}. */
public enum PayloadFormat {
    DEFAULT("application/json"),
    /** Structured mode, one event per request. */
    CLOUDEVENTS("application/cloudevents+json");

    private final String contentType;

    PayloadFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }
}
