package io.breakwater.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountProgressTest {
    @Test
    void estimateGoesByTheSpeedOfThisRun() {
        var progress = new CountProgress(60, 100, 40, "requests", "");
        assertEquals(" 60% 60 of 100 requests, about 20 s left", progress.plain(Duration.ofSeconds(10)));
    }

    @Test
    void nothingIsEstimatedFromNothing() {
        assertEquals(
                "[                ]   0% 0 of 7 repositories, 0 tags, time unknown",
                new CountProgress(0, 7, 0, "repositories", "0 tags").bar(Duration.ofSeconds(1)));
    }

    @Test
    void workOfNothingIsDone() {
        assertEquals(
                "100% 0 of 0 requests, time unknown", new CountProgress(0, 0, 0, "requests", "").plain(Duration.ZERO));
    }

    @Test
    void moreThanWasKnownIsAFullBarAndNothingIsLeft() {
        assertEquals(
                "[================] 100% 9 of 7 requests, under 1 s left",
                new CountProgress(9, 7, 0, "requests", "").bar(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 499_999, 123_456_789_012L, Long.MAX_VALUE / 2})
    void lineFitsATerminalAndHasShareAndEstimate(long known) {
        var progress = new CountProgress(known / 2, known, 0, "repositories", known + " requests");
        for (var elapsed : List.of(Duration.ofSeconds(1), Duration.ofDays(30))) {
            for (var line : List.of(progress.bar(elapsed), progress.plain(elapsed))) {
                assertTrue(line.length() <= 80, line);
                assertTrue(line.contains("%"), line);
                assertTrue(line.endsWith(" left") || line.endsWith("time unknown"), line);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, under 1 s", "42, 42 s", "119, 119 s", "720, 12 min", "11100, 3 h 5 min"})
    void timeIsInTheUnitThatPeopleUse(long seconds, String expected) {
        assertEquals(expected, CountProgress.time(Duration.ofSeconds(seconds)));
    }
}
