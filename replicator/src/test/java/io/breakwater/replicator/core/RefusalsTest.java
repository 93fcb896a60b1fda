package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Refusals.Refusal;
import io.breakwater.schemas.Side;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Three names, for ten nanoseconds. */
class RefusalsTest {
    private static final Refusal DENIED = new Refusal(Side.STANDBY, "standby", "DENIED", "403");
    private static final Refusal SCANNING = new Refusal(Side.STANDBY, "standby", "PROJECTPOLICYVIOLATION", "412");
    private static final Refusal ELSEWHERE = new Refusal(Side.PRIMARY, "primary", "DENIED", "403");

    private final Refusals refusals = new Refusals(3, 10, 0);

    @Test
    void aRefusalOfEnoughNamesForLongEnoughIsEveryones() {
        refused("a", 1);
        refused("b", 2);
        refused("c", 9);

        assertFalse(refusals.isEveryones(DENIED));
        refused("c", 10);
        assertTrue(refusals.isEveryones(DENIED));
        assertEquals(Optional.of(DENIED), refusals.ofEveryone(Side.STANDBY));
        assertEquals(Optional.empty(), refusals.ofEveryone(Side.PRIMARY));
    }

    @Test
    void oneNameIsNotEveryoneHoweverOftenItIsRefused() {
        refused("a", 10);
        refused("a", 11);
        refused("a", 1_000);

        assertFalse(refusals.isEveryones(DENIED));
    }

    @Test
    void differentRefusalsAndRegistriesAreNotAddedUp() {
        refused("a", 10);
        refusals.refused(SCANNING, "b", 10);
        refusals.refused(ELSEWHERE, "c", 1_000);

        assertEquals(Optional.empty(), refusals.ofEveryone(Side.STANDBY));
        assertEquals(Optional.empty(), refusals.ofEveryone(Side.PRIMARY));
    }

    /** That a registry answers does not show that the place of its blobs does. */
    @Test
    void whoIsRefusedElsewhereIsNotServedByTheRegistryAlone() {
        var atTheBlobs = new Refusal(Side.PRIMARY, "blobs", "DENIED", "403");
        for (var name : List.of("a", "b", "c")) {
            refusals.refused(atTheBlobs, name, 1);
            assertEquals(List.of(), refusals.served(Side.PRIMARY, "primary", 5));
        }
        refusals.refused(atTheBlobs, "c", 10);
        assertTrue(refusals.isEveryones(atTheBlobs));

        assertEquals(List.of(), refusals.served(Side.PRIMARY, "primary", 11));
        assertEquals(List.of(atTheBlobs), refusals.served(Side.PRIMARY, 12));
        assertFalse(refusals.isEveryones(atTheBlobs));
    }

    /** One that is refused otherwise may be refused alone. */
    @Test
    void aRefusalOfAnotherKindIsNotEveryonesToo() {
        refuseEveryone();
        refusals.refused(SCANNING, "d", 20);

        assertFalse(refusals.isEveryones(SCANNING));
    }

    @Test
    void whoServesAnybodyDoesNotRefuseEveryone() {
        refused("a", 10);
        refused("b", 10);
        refusals.served(Side.STANDBY, 11);
        refused("c", 1_000);

        assertFalse(refusals.isEveryones(DENIED));
    }

    @Test
    void itIsOverAtOnceWhenAnybodyIsServed() {
        refuseEveryone();

        assertEquals(List.of(DENIED), refusals.served(Side.STANDBY, 20));
        assertFalse(refusals.isEveryones(DENIED));
        assertEquals(Optional.empty(), refusals.ofEveryone(Side.STANDBY));
        assertEquals(List.of(), refusals.served(Side.STANDBY, 21));
    }

    /** Thousands of jobs of one refused project, and others served now and then: any count of names would be theirs. */
    @Test
    void aFewThatAreServedAreNotDrownedByManyThatAreRefused() {
        for (var now = 0; now < 1_000; now += 9) {
            refusals.served(Side.STANDBY, now);
            for (var name = 0; name < 100; name++) {
                refused("name-" + name, now + 8);
                assertFalse(refusals.isEveryones(DENIED));
            }
        }
    }

    @Test
    void anotherRegistryThatServesChangesNothing() {
        refused("a", 10);
        refused("b", 10);
        refusals.served(Side.PRIMARY, 19);
        refused("c", 20);

        assertTrue(refusals.isEveryones(DENIED));
        assertEquals(List.of(), refusals.served(Side.PRIMARY, 21));
        assertTrue(refusals.isEveryones(DENIED));
    }

    private void refuseEveryone() {
        refused("a", 10);
        refused("b", 10);
        refused("c", 10);
    }

    private void refused(String name, long nowNanos) {
        refusals.refused(DENIED, name, nowNanos);
    }
}
