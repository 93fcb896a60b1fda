package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The bodies in {@code src/test/resources/harbor}, whose README names their origin. */
public final class Payload {
    private Payload() {}

    public static String text(String name) {
        try (var file = Objects.requireNonNull(Payload.class.getResourceAsStream("/harbor/" + name + ".json"), name)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
