package io.breakwater.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"0, under 1 s", "42, 42 s", "119, 119 s", "720, 12 min", "11100, 3 h 5 min"})
    void timeIsInTheUnitThatPeopleUse(long seconds, String expected) {
        assertEquals(expected, CountProgress.time(Duration.ofSeconds(seconds)));
    }
}
