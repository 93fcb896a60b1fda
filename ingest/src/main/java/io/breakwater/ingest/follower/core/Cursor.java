package io.breakwater.ingest.follower.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the log has been read, as text beside the group's offset: {@code 1:2026-11-23T04:00:00Z/2026-11-23T04:00:05Z}.
 *
 * @param at up to where, by Harbor's clock
 * @param since our clock, when the round began that brought it there: what was told in that round and later, and may be
 *     seen again, stands in the topic from then on
 */
public record Cursor(Instant at, Instant since) {
    private static final String VERSION = "1:";

    /** As it is written. */
    public String metadata() {
        return VERSION + at + "/" + since;
    }

    /** Empty for what another tool has written, or a version that we do not know. */
    public static Optional<Cursor> of(String metadata) {
        var slash = metadata.indexOf('/');
        if (!metadata.startsWith(VERSION) || slash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Cursor(
                    Instant.parse(metadata.substring(VERSION.length(), slash)),
                    Instant.parse(metadata.substring(slash + 1))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
