package io.breakwater.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration EARLY = Duration.ofSeconds(3);

    @Test
    void everyEarlyDeathDoublesTheDelayUpToThirtySeconds() {
        var seconds = Stream.iterate(BackOff.NONE.afterDeathAt(EARLY), previous -> previous.afterDeathAt(EARLY))
                .limit(7)
                .map(backOff -> backOff.delay().toSeconds())
                .toList();

        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L), seconds);
    }

    @Test
    void aBrokerThatHadRecoveredIsBackAfterASecond() {
        var late = new BackOff(Duration.ofSeconds(16)).afterDeathAt(Duration.ofMinutes(2));

        assertEquals(Duration.ofSeconds(1), late.delay());
    }
}
