package io.breakwater.ingest.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.breakwater.ingest.payload.ParseResult.Accepted;
import io.breakwater.ingest.payload.ParseResult.Rejected;
import io.breakwater.ingest.payload.ParseResult.Understood;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import java.time.Instant;
import java.util.List;

/** What a parser made of one body, for tests that know how it should be. */
public record Parsed(ParseResult result) {
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);

    public static Parsed by(Parser parser, String mediaType, String body, Instant at) {
        return by(parser, mediaType, body.getBytes(UTF_8), at);
    }

    public static Parsed by(Parser parser, String mediaType, byte[] body, Instant at) {
        return new Parsed(parser.parse(new Received(mediaType, body, at)));
    }

    /** All that it says. */
    public List<Understood> all() {
        return assertInstanceOf(Accepted.class, result, result.toString()).events();
    }

    /** The one thing that it says. */
    public Understood understood() {
        var all = all();
        assertEquals(1, all.size(), all.toString());
        return all.getFirst();
    }

    /** The one event that it says has happened; its record says the same. */
    public RegistryEvent event() {
        var event = understood().event();
        assertEquals(event, EVENTS.read(EVENTS.write(event)));
        return event;
    }

    public Rejected rejected() {
        return assertInstanceOf(Rejected.class, result, result.toString());
    }
}
