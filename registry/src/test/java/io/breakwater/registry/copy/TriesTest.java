package io.breakwater.registry.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.copy.Tries.Next;
import org.junit.jupiter.api.Test;

class TriesTest {
    private static final long MIB = 1 << 20;

    private final Tries tries = new Tries();

    @Test
    void uploadThatMovesOnMayBreakOffForEver() {
        for (long has = 1; has <= 10_000; has++) {
            assertEquals(Next.GO_ON, tries.brokeOff(MIB, has * MIB));
        }
    }

    @Test
    void uploadThatStandsStillBeginsAnewAndIsGivenUp() {
        assertEquals(Next.GO_ON, tries.brokeOff(5 * MIB, 5 * MIB));
        assertEquals(Next.GO_ON, tries.brokeOff(10, 5 * MIB));
        assertEquals(Next.GO_ON, tries.brokeOff(10, 5 * MIB + 10));
        assertEquals(Next.ANEW, tries.brokeOff(10, 5 * MIB));
        assertFalse(tries.mayGoOn(0, 100 * MIB), "whose word leads nowhere is not asked again");
        assertEquals(Next.ANEW, tries.brokeOff(10, 0));
        assertEquals(Next.GIVE_UP, tries.brokeOff(10, 0));
    }

    @Test
    void whatTheTargetLosesIsSentThreeTimes() {
        assertEquals(Next.ANEW, tries.brokeOff(500 * MIB, 0));
        assertEquals(Next.ANEW, tries.brokeOff(500 * MIB, 0));
        assertEquals(Next.GIVE_UP, tries.brokeOff(500 * MIB, 0));
    }

    @Test
    void chunksAreAQuarterOfWhatWentThroughAndShrink() {
        assertEquals(0, tries.chunk());

        tries.brokeOff(400 * MIB, 0);
        assertEquals(100 * MIB, tries.chunk());

        tries.chunkTaken();
        tries.brokeOff(40 * MIB, 0);
        assertEquals(10 * MIB, tries.chunk());
    }

    @Test
    void chunksAreNeitherHugeNorTiny() {
        tries.brokeOff(9_000 * MIB, 0);
        assertEquals(256 * MIB, tries.chunk());

        tries.chunkTaken();
        tries.brokeOff(2 * MIB, 0);
        assertEquals(MIB, tries.chunk());
    }

    @Test
    void lastSendingIsWholeIfNoChunkWasTaken() {
        tries.brokeOff(400 * MIB, 0);

        assertEquals(Next.ANEW, tries.brokeOff(40 * MIB, 0));
        assertEquals(0, tries.chunk());
        assertEquals(Next.GIVE_UP, tries.brokeOff(400 * MIB, 0));
    }

    @Test
    void lastSendingIsInChunksIfNoneWasTriedYet() {
        tries.brokeOff(0, 0);
        tries.brokeOff(400 * MIB, 0);

        assertEquals(100 * MIB, tries.chunk());
    }

    @Test
    void smallBlobIsSentInOnePieceAndNothingIsAskedOfItsUpload() {
        assertFalse(tries.mayGoOn(0, MIB - 1));
        tries.brokeOff(MIB - 1, 0);
        assertEquals(0, tries.chunk());
        assertTrue(tries.mayGoOn(0, MIB));
        assertTrue(tries.mayGoOn(1, 0), "what has begun is asked for, however little more went through");
    }

    @Test
    void whoRefusesAPartIsSentTheWhole() {
        tries.brokeOff(400 * MIB, 0);

        tries.partRefused();

        assertEquals(0, tries.chunk());
        assertEquals(Next.ANEW, tries.brokeOff(400 * MIB, 0));
        assertEquals(Next.GIVE_UP, tries.brokeOff(400 * MIB, 0));
        assertEquals(0, tries.chunk());
        assertFalse(tries.mayGoOn(0, 400 * MIB));
    }
}
