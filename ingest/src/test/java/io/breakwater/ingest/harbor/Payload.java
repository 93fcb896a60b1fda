package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.ingest.payload.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;

/** Harbor's bodies and what is made of them: those in {@code src/test/resources/harbor}, whose README names their origin. */
public final class Payload {
    private Payload() {}

    /** When all of them are received. */
    static final Instant RECEIVED = Instant.parse("2026-11-23T04:00:01Z");

    static Parsed parsed(Format format, String body) {
        return parsed(format, body.getBytes(UTF_8));
    }

    static Parsed parsed(Format format, byte[] body) {
        var mediaType = switch (format) {
            case DEFAULT -> "application/json";
            case CLOUDEVENTS -> "application/cloudevents+json";
        };
        return Parsed.by(HarborEvents::parse, mediaType, body, RECEIVED);
    }

    public static String text(String name) {
        try (var file = Objects.requireNonNull(Payload.class.getResourceAsStream("/harbor/" + name + ".json"), name)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
