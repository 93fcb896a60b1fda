package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Circuit.Entry;
import io.breakwater.replicator.core.Circuit.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final double NO_JITTER = 1;

    private final Circuit circuit = new Circuit(new Backoff(FIRST, LONGEST));
    private long now = Long.MAX_VALUE - 1_000;

    @Test
    void aRegistryThatIsWellIsAskedByAll() {
        assertEquals(new Entry.Go(false), circuit.enter(true, now));
        assertEquals(new Entry.Go(false), circuit.enter(true, now));
    }

    @Test
    void aFailureOrTwoOpenNothing() {
        failed(false, 2);

        assertEquals(new Entry.Go(false), circuit.enter(false, now));
    }

    @Test
    void severalInARowStopAllUntilTheWaitIsOver() {
        failed(false, 3);

        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));
        assertEquals(State.OPEN, circuit.state(now));
    }

    @Test
    void afterTheWaitOneAsksAndTheOthersWait() {
        failed(false, 3);
        now += FIRST.toNanos();

        assertEquals(new Entry.Go(true), circuit.enter(false, now));
        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));
        assertEquals(State.HALF_OPEN, circuit.state(now));
    }

    @Test
    void aProbeThatEndsWithoutAWordLetsTheNextOneAsk() {
        failed(false, 3);
        now += FIRST.toNanos();
        circuit.enter(false, now);

        circuit.leave(false);

        assertEquals(new Entry.Go(true), circuit.enter(false, now));
    }

    @Test
    void aProbeThatFailsWaitsTwiceAsLong() {
        failed(false, 3);
        now += FIRST.toNanos();
        circuit.enter(false, now);

        failed(true, 4);
        circuit.leave(false);

        assertEquals(new Entry.Wait(FIRST.multipliedBy(2)), circuit.enter(false, now));
    }

    /** They were on the way when it opened; otherwise a burst of them would look like a long outage. */
    @Test
    void othersThatFailMeanwhileMakeTheWaitNoLonger() {
        failed(false, 3);
        for (var others = 4; others < 100; others++) {
            failed(false, others);
        }

        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));
    }

    /** A probe may be the copy of a large image: nobody waits for its end. */
    @Test
    void theFirstGoodAnswerLetsEverybodyIn() {
        failed(false, 3);
        now += FIRST.toNanos();
        circuit.enter(false, now);

        assertEquals(new Entry.Go(false), circuit.enter(true, now));
        assertEquals(State.CLOSED, circuit.state(now));
    }

    /** The copy of a large image that began as a probe may outlast the outage, and the next one. */
    @Test
    void theNextOutageIsProbedThoughTheProbeOfTheLastOneIsStillAtWork() {
        failed(false, 3);
        now += FIRST.toNanos();
        circuit.enter(false, now);
        circuit.enter(true, now);

        failed(false, 3);
        now += FIRST.toNanos();

        assertEquals(new Entry.Go(true), circuit.enter(false, now));
    }

    @Test
    void aProbeThatEndsWellClosesItThoughNobodyElseAsks() {
        failed(false, 3);
        now += FIRST.toNanos();
        circuit.enter(false, now);

        circuit.leave(true);

        assertEquals(State.CLOSED, circuit.state(now));
    }

    @Test
    void theNextOutageBeginsWithAShortWait() {
        failed(false, 3);
        for (var probes = 0; probes < 10; probes++) {
            now += Duration.ofMinutes(1).toNanos();
            circuit.enter(false, now);
            failed(true, 4);
            circuit.leave(false);
        }
        circuit.enter(true, now);

        failed(false, 3);

        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));
    }

    @Test
    void whatTheRegistryAsksForIsGranted() {
        circuit.failed(false, 3, false, Optional.of(Duration.ofMinutes(1)), NO_JITTER, now);

        assertEquals(new Entry.Wait(Duration.ofMinutes(1)), circuit.enter(false, now));
    }

    @Test
    void aRefusedLoginOpensAtOnceAndIsToldApart() {
        circuit.failed(false, 0, true, Optional.empty(), NO_JITTER, now);
        assertTrue(circuit.isLoginRefused());
        assertEquals(State.OPEN, circuit.state(now));

        circuit.enter(true, now);

        assertFalse(circuit.isLoginRefused());
    }

    /** Everyone is refused, say; the registry itself answers well. */
    @Test
    void aRefusalOfEveryoneOpensAtOnceAndIsNoRefusedLogin() {
        assertTrue(refused(false));

        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));
        assertFalse(circuit.isLoginRefused());
    }

    @Test
    void aProbeThatIsRefusedWaitsTwiceAsLongAndOthersChangeNothing() {
        refused(false);
        refused(false);
        now += FIRST.toNanos();
        circuit.enter(false, now);

        assertFalse(refused(true));
        circuit.leave(false);

        assertEquals(new Entry.Wait(FIRST.multipliedBy(2)), circuit.enter(false, now));
    }

    /** It may be the copy of 20 GB, whose end alone tells that nobody is refused any more. */
    @Test
    void aProbeThatTakesLongerThanTheLongestWaitHoldsUpNobody() {
        refused(false);
        now += FIRST.toNanos();
        circuit.enter(false, now);
        now += LONGEST.toNanos() - 1;
        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));

        now++;

        assertEquals(new Entry.Go(true), circuit.enter(false, now));
        assertEquals(new Entry.Wait(FIRST), circuit.enter(false, now));
    }

    private boolean refused(boolean probe) {
        return circuit.refused(probe, NO_JITTER, now);
    }

    private void failed(boolean probe, int failuresInARow) {
        circuit.failed(probe, failuresInARow, false, Optional.empty(), NO_JITTER, now);
    }
}
