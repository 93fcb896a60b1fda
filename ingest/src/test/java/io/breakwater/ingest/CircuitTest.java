package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private final AtomicLong clock = new AtomicLong();
    private final Circuit circuit = new Circuit(clock::get);

    @Test
    void aSingleFailureStopsNobody() {
        circuit.record(false);

        assertTrue(circuit.letsThrough());
    }

    @Test
    void afterThreeFailuresInARowOneASecondIsLetThrough() {
        failThreeTimes();

        assertFalse(circuit.letsThrough());
        clock.addAndGet(1_000_000_000);
        assertTrue(circuit.letsThrough());
        assertFalse(circuit.letsThrough());
    }

    @Test
    void oneSuccessClosesIt() {
        failThreeTimes();

        circuit.record(true);

        assertTrue(circuit.isClosed());
        assertTrue(circuit.letsThrough());
    }

    private void failThreeTimes() {
        for (var failure = 0; failure < 3; failure++) {
            circuit.record(false);
        }
    }
}
