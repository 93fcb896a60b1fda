package io.breakwater.cli.letters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewestLettersTest {
    @Test
    void newestAreKeptTheOldestOfThemFirstAndTheOthersCounted() {
        var newest = new NewestLetters(2);
        List.of(3, 1, 4, 2).forEach(second -> newest.take(letter(second)));

        assertEquals(
                List.of("0:3", "0:4"), newest.letters().stream().map(Letter::id).toList());
        assertEquals(2, newest.older());
    }

    @Test
    void fewAreKeptAll() {
        var newest = new NewestLetters(2);
        newest.take(letter(1));

        assertEquals(1, newest.letters().size());
        assertEquals(0, newest.older());
    }

    private static Letter letter(int second) {
        return new Letter(
                "0:" + second,
                Optional.empty(),
                new Coordinates("registry.events", 0, second),
                new Reason("DENIED", "no"),
                1,
                Instant.ofEpochSecond(second),
                Letter.State.OPEN);
    }
}
