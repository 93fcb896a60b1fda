package io.breakwater.ingest.follower.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void whatIsWrittenIsRead() {
        var cursor = new Cursor(Instant.parse("2026-11-23T04:00:00.5Z"), Instant.parse("2026-11-23T04:00:05Z"));

        assertEquals("1:2026-11-23T04:00:00.500Z/2026-11-23T04:00:05Z", cursor.metadata());
        assertEquals(Optional.of(cursor), Cursor.of(cursor.metadata()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1:", "1:yesterday", "1:2026-11-23T04:00:00Z", "2:2026-11-23T04:00:00Z/2026-11-23T04:00:00Z"
            })
    void whatAnotherToolHasWrittenIsNoCursor(String metadata) {
        assertEquals(Optional.empty(), Cursor.of(metadata));
    }
}
