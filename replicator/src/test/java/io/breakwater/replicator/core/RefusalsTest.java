package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Refusals.Refusal;
import org.junit.jupiter.api.Test;

/** Three names, for ten nanoseconds. */
class RefusalsTest {
    private static final String STANDBY = "cr.example.io";
    private static final Refusal DENIED = new Refusal(STANDBY, "DENIED");
    private static final Refusal SCANNING = new Refusal(STANDBY, "PROJECTPOLICYVIOLATION");
    private static final Refusal ELSEWHERE = new Refusal("harbor.example.com", "DENIED");

    private final Refusals refusals = new Refusals(3, 10, 0);

    @Test
    void aRefusalOfEnoughNamesForLongEnoughIsEveryones() {
        refusals.refused(DENIED, "a", 1);
        refusals.refused(DENIED, "b", 2);

        assertFalse(refusals.refused(DENIED, "c", 9));
        assertTrue(refusals.refused(DENIED, "c", 10));
        assertTrue(refusals.refused(DENIED, "a", 11));
    }

    @Test
    void oneNameIsNotEveryoneHoweverOftenItIsRefused() {
        refusals.refused(DENIED, "a", 10);
        refusals.refused(DENIED, "a", 11);

        assertFalse(refusals.refused(DENIED, "a", 1_000));
    }

    @Test
    void differentRefusalsAndHostsAreNotAddedUp() {
        refusals.refused(DENIED, "a", 10);
        refusals.refused(SCANNING, "b", 10);

        assertFalse(refusals.refused(ELSEWHERE, "c", 1_000));
    }

    @Test
    void whoServesAnybodyDoesNotRefuseEveryone() {
        refusals.refused(DENIED, "a", 10);
        refusals.refused(DENIED, "b", 10);
        refusals.served(STANDBY, 11);

        assertFalse(refusals.refused(DENIED, "c", 1_000));
    }

    /** Thousands of jobs of one refused project, and others served now and then: any count of names would be theirs. */
    @Test
    void aFewThatAreServedAreNotDrownedByManyThatAreRefused() {
        for (var now = 0; now < 1_000; now += 9) {
            refusals.served(STANDBY, now);
            for (var name = 0; name < 100; name++) {
                assertFalse(refusals.refused(DENIED, "name-" + name, now + 8));
            }
        }
    }

    @Test
    void anotherHostThatServesChangesNothing() {
        refusals.refused(DENIED, "a", 10);
        refusals.refused(DENIED, "b", 10);
        refusals.served("harbor.example.com", 19);

        assertTrue(refusals.refused(DENIED, "c", 20));
    }

    @Test
    void aCopyIsServedByWhoeverItWasSentTo() {
        refusals.refused(DENIED, "a", 10);
        refusals.refused(DENIED, "b", 10);
        refusals.served(15);

        assertFalse(refusals.refused(DENIED, "c", 20));
        assertFalse(refusals.refused(DENIED, "d", 1_000));
        assertTrue(refusals.refused(DENIED, "e", 1_000));
    }
}
