package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {
    /** What a job is, as far as its turn goes. */
    private record Kind(boolean backfill, boolean large) {
        static final Kind PUSH = new Kind(false, false);
        static final Kind LARGE = new Kind(false, true);
        static final Kind BACKFILL = new Kind(true, false);
        static final Kind LARGE_BACKFILL = new Kind(true, true);
        static final List<Kind> ALL = List.of(PUSH, LARGE, BACKFILL, LARGE_BACKFILL);

        boolean mayTakeLong() {
            return backfill || large;
        }
    }

    /** Somebody who wants a turn, and has it or waits. In what it says of itself it is up to date once {@link #settle} is done. */
    private static final class Taker {
        private final Thread thread;
        private Kind kind;
        private volatile Optional<Turns.Turn> turn = Optional.empty();

        private Taker(Turns turns, Kind kind) {
            this.kind = kind;
            this.thread = Thread.ofVirtual().start(() -> {
                try {
                    turn = Optional.of(turns.take(kind.backfill(), kind.large()));
                } catch (InterruptedException e) {
                    // It has none, and its end tells.
                }
            });
        }

        boolean isWaiting() {
            return thread.isAlive();
        }

        boolean hasTurn() {
            return turn.isPresent();
        }
    }

    /** All who have come and not gone, the oldest first. */
    private final List<Taker> takers = new ArrayList<>();

    private Taker come(Turns turns, Kind kind) {
        var before = turns.waiting();
        var taker = new Taker(turns, kind);
        until("it has a turn or waits", () -> !taker.isWaiting() || turns.waiting() > before);
        takers.add(taker);
        return taker;
    }

    private void go(Turns turns, Taker taker) {
        takers.remove(taker);
        taker.turn.orElseThrow().close();
        settle(turns);
    }

    private void interrupt(Turns turns, Taker taker) throws InterruptedException {
        takers.remove(taker);
        taker.thread.interrupt();
        taker.thread.join();
        settle(turns);
    }

    /** Until those who were given a turn know it: who waits and who does not was settled when the call returned that changed it. */
    private void settle(Turns turns) {
        until(
                "each with a turn knows it",
                () -> takers.stream().filter(Taker::isWaiting).count() == turns.waiting());
    }

    /** As a rule it is a matter of microseconds, and there are thousands of them. */
    private static void until(String what, BooleanSupplier condition) {
        for (var looks = 0; looks < 1_000; looks++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.onSpinWait();
        }
        Await.until(what, condition);
    }

    private long have(Predicate<Kind> which) {
        return takers.stream()
                .filter(taker -> taker.hasTurn() && which.test(taker.kind))
                .count();
    }

    private boolean goesAtOnce(Turns turns, Kind kind) throws InterruptedException {
        var taker = come(turns, kind);
        if (taker.isWaiting()) {
            interrupt(turns, taker);
            return false;
        }
        go(turns, taker);
        return true;
    }

    @Test
    void backfillLeavesOneTurnToOthers() throws InterruptedException {
        var turns = new Turns(3);
        come(turns, Kind.BACKFILL);
        var last = come(turns, Kind.BACKFILL);

        assertFalse(goesAtOnce(turns, Kind.BACKFILL));
        assertTrue(goesAtOnce(turns, Kind.PUSH));
        go(turns, last);
        assertTrue(goesAtOnce(turns, Kind.BACKFILL));
    }

    @Test
    void largeImagesAndBackfillTogetherLeaveOneTurnToWhatIsSmall() throws InterruptedException {
        var turns = new Turns(3);
        come(turns, Kind.LARGE);
        come(turns, Kind.BACKFILL);

        assertFalse(goesAtOnce(turns, Kind.LARGE));
        assertFalse(goesAtOnce(turns, Kind.BACKFILL));
        assertTrue(goesAtOnce(turns, Kind.PUSH));
    }

    @Test
    void largeBackfillLeavesATurnToALargePushToo() throws InterruptedException {
        var turns = new Turns(3);
        come(turns, Kind.LARGE_BACKFILL);

        assertFalse(goesAtOnce(turns, Kind.LARGE_BACKFILL));
        assertTrue(goesAtOnce(turns, Kind.LARGE));
        assertTrue(goesAtOnce(turns, Kind.BACKFILL));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whoeverIsAloneGoesAtOnceHoweverFewTurnsThereAre(int atOnce) throws InterruptedException {
        for (var kind : Kind.ALL) {
            assertTrue(goesAtOnce(new Turns(atOnce), kind), kind::toString);
        }
    }

    @Test
    void whoTurnsOutToBeLargeGoesOnWhereThereIsAPlaceAndIsCounted() throws InterruptedException {
        var turns = new Turns(2);
        var one = come(turns, Kind.PUSH).turn.orElseThrow();
        var other = come(turns, Kind.PUSH).turn.orElseThrow();

        assertTrue(one.enlarge());
        assertTrue(one.enlarge(), "it is large, and has its place");
        assertFalse(other.enlarge());

        one.close();
        assertTrue(other.enlarge());
        assertFalse(goesAtOnce(turns, Kind.LARGE));
        assertTrue(goesAtOnce(turns, Kind.PUSH));
    }

    @Test
    void ofThoseThatMayHaveATurnWhoCameFirstGoesFirst() throws InterruptedException {
        var turns = new Turns(2);
        var large = come(turns, Kind.LARGE);
        var small = come(turns, Kind.PUSH);
        var nextLarge = come(turns, Kind.LARGE);
        var nextSmall = come(turns, Kind.PUSH);

        go(turns, small);
        assertTrue(nextSmall.hasTurn(), "the large one before it may not");
        go(turns, large);
        assertTrue(nextLarge.hasTurn());
    }

    @Test
    void whatLargePushesHaveOrWaitForIsNotForBackfill() throws InterruptedException {
        var turns = new Turns(3);
        assertEquals(2, turns.forBackfill());
        var large = come(turns, Kind.LARGE);
        come(turns, Kind.LARGE_BACKFILL);
        assertEquals(1, turns.forBackfill());
        var waits = come(turns, Kind.LARGE);
        assertEquals(0, turns.forBackfill());

        interrupt(turns, waits);
        go(turns, large);

        assertEquals(2, turns.forBackfill());
    }

    /** Arrivals, ends, images that turn out to be large, and interrupts, in any order. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void inAnyOrderOfArrivalsNobodyIsInAnotherOnesWay(int atOnce) throws InterruptedException {
        for (var seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            var turns = new Turns(atOnce);
            for (var step = 0; step < 120; step++) {
                change(turns, random);
                check(atOnce);
            }
            while (!takers.isEmpty()) {
                go(turns, any(random, Taker::hasTurn).orElseThrow(() -> new AssertionError("nobody has a turn")));
                check(atOnce);
            }
            assertEquals(Math.max(1, atOnce - 1), turns.forBackfill());
        }
    }

    private void change(Turns turns, Random random) throws InterruptedException {
        var someone = any(random, _ -> true);
        if (someone.isEmpty() || random.nextInt(5) < 2) {
            come(turns, Kind.ALL.get(random.nextInt(Kind.ALL.size())));
        } else if (someone.get().isWaiting()) {
            if (random.nextInt(4) == 0) {
                interrupt(turns, someone.get());
            }
        } else if (random.nextBoolean()) {
            go(turns, someone.get());
        } else {
            turnOutLarge(turns, someone.get());
        }
    }

    /** As a worker does: it goes on, or gives its turn back and waits. */
    private void turnOutLarge(Turns turns, Taker taker) {
        var larger = new Kind(taker.kind.backfill(), true);
        if (taker.turn.orElseThrow().enlarge()) {
            taker.kind = larger;
        } else {
            go(turns, taker);
            come(turns, larger);
        }
    }

    private Optional<Taker> any(Random random, Predicate<Taker> which) {
        var some = takers.stream().filter(which).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    private void check(int atOnce) {
        assertTrue(have(_ -> true) <= atOnce);
        assertTrue(have(Kind::mayTakeLong) <= Math.max(1, atOnce - 1));
        assertTrue(have(Kind.LARGE_BACKFILL::equals) <= Math.max(1, atOnce - 2));
        var waiting = takers.stream().filter(Taker::isWaiting).toList();
        for (var taker : waiting) {
            assertFalse(couldGo(atOnce, taker.kind), () -> taker.kind + " waits for nothing");
        }
        if (atOnce > 1 && waiting.stream().anyMatch(taker -> taker.kind.equals(Kind.PUSH))) {
            assertTrue(have(Kind.PUSH::equals) > 0, "a small push waits for none but small ones");
        }
        inOrder(Kind.PUSH);
        inOrder(Kind.BACKFILL);
    }

    /** Of large ones this cannot be said: who has a turn already and turns out to be large may go on at once. */
    private void inOrder(Kind kind) {
        var turnsInOrder = takers.stream()
                .filter(taker -> taker.kind.equals(kind))
                .map(Taker::hasTurn)
                .toList();
        assertFalse(String.valueOf(turnsInOrder).contains("false, true"), () -> kind + ": " + turnsInOrder);
    }

    private boolean couldGo(int atOnce, Kind kind) {
        return have(_ -> true) < atOnce
                && (!kind.mayTakeLong() || have(Kind::mayTakeLong) < Math.max(1, atOnce - 1))
                && (!kind.equals(Kind.LARGE_BACKFILL) || have(Kind.LARGE_BACKFILL::equals) < Math.max(1, atOnce - 2));
    }
}
