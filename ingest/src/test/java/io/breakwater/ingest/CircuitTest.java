package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CircuitTest {
    /** Begins near the clock's overflow, which nanoTime may reach. */
    private long now = Long.MAX_VALUE - 10;

    private final Circuit circuit = new Circuit(() -> now);

    @Test
    void itIsClosedAtFirst() {
        assertTrue(circuit.isClosed());
        assertTrue(circuit.letsThrough());
    }

    @Test
    void oneFailureLessThanTheLimitChangesNothing() {
        fail(Circuit.FAILURES - 1);

        assertTrue(circuit.isClosed());
        assertTrue(circuit.letsThrough());
    }

    @Test
    void failuresInARowOpenIt() {
        fail(Circuit.FAILURES);

        assertFalse(circuit.isClosed());
        assertFalse(circuit.letsThrough());
    }

    @Test
    void aSuccessBetweenFailuresStartsTheCountAgain() {
        fail(Circuit.FAILURES - 1);
        circuit.succeeded();
        fail(Circuit.FAILURES - 1);

        assertTrue(circuit.isClosed());
    }

    @Test
    void oneEventASecondIsLetThroughWhileItIsOpen() {
        fail(Circuit.FAILURES);
        now += Circuit.NANOS_BETWEEN_PROBES;

        assertEquals(
                1, IntStream.range(0, 100).filter(_ -> circuit.letsThrough()).count());
    }

    @Test
    void aProbeThatSucceedsClosesIt() {
        fail(Circuit.FAILURES);

        circuit.succeeded();

        assertTrue(circuit.isClosed());
        assertTrue(circuit.letsThrough());
    }

    @Test
    void aProbeThatFailsKeepsItOpenForAnotherSecond() {
        fail(Circuit.FAILURES);
        now += Circuit.NANOS_BETWEEN_PROBES;

        fail(1);

        assertFalse(circuit.letsThrough());
        now += Circuit.NANOS_BETWEEN_PROBES;
        assertTrue(circuit.letsThrough());
    }

    @Test
    void oneFailureAfterAChanceOpensItAgain() {
        fail(Circuit.FAILURES);
        circuit.giveAChance();
        assertTrue(circuit.isClosed());

        fail(1);

        assertFalse(circuit.isClosed());
    }

    private void fail(int times) {
        IntStream.range(0, times).forEach(_ -> circuit.failed());
    }
}
