package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.follower.AuditLog.Reason;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatienceTest {
    private static final long ROW = 7;

    private final Patience patience = new Patience();

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"REFUSED", "UNUSABLE"})
    void rowThatHarborCannotDescribeIsGivenUpAfterSomeTries(Reason reason) {
        askedOften(reason, Patience.MOST_TRIES - 1);

        assertTrue(patience.isOver(ROW, reason, 0));
    }

    @Test
    void busyHarborIsWaitedForByTimeHoweverOftenItIsAsked() {
        askedOften(Reason.BUSY, 10 * Patience.MOST_TRIES);

        assertFalse(patience.isOver(
                ROW, Reason.BUSY, Patience.LONGEST.minusSeconds(1).toNanos()));
        assertTrue(patience.isOver(ROW, Reason.BUSY, Patience.LONGEST.toNanos()));
    }

    @Test
    void busyTimesAreNoTries() {
        askedOften(Reason.BUSY, Patience.MOST_TRIES);
        askedOften(Reason.UNUSABLE, Patience.MOST_TRIES - 1);

        assertTrue(patience.isOver(ROW, Reason.UNUSABLE, 0));
    }

    @Test
    void eachRowHasPatienceOfItsOwnAndNoneIsKeptForOneThatIsDone() {
        askedOften(Reason.REFUSED, Patience.MOST_TRIES - 1);
        assertFalse(patience.isOver(ROW + 1, Reason.REFUSED, Duration.ofDays(1).toNanos()));

        patience.keep(Set.of(ROW + 1));

        assertFalse(patience.isOver(ROW, Reason.REFUSED, 0));
    }

    private void askedOften(Reason reason, int times) {
        for (var time = 0; time < times; time++) {
            assertFalse(patience.isOver(ROW, reason, 0), "given up after " + time);
        }
    }
}
