package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What holds of the bandwidth whoever moves bytes, in worlds made at random; their time is not ours. */
class BandwidthTest {
    private static final long MILLI = 1_000_000;
    private static final long END = 5_000 * MILLI;
    private static final long LONGEST_COST = 10 * MILLI;
    private static final int WORLDS = 200;

    /** Moves one piece after the other: takes {@code think} for it, then stands still until it is paid for. */
    private static final class Mover {
        private final boolean behind;
        private final long cost;
        private final long think;
        private long paid;
        private long moved;
        private long longestWait;

        Mover(boolean behind, long cost, long think) {
            this.behind = behind;
            this.cost = cost;
            this.think = think;
        }
    }

    private record Event(long at, long number, Runnable action) {}

    /** Movers at one bandwidth, those in the background in single file. */
    private static final class World {
        private final Bandwidth bandwidth = new Bandwidth(0);
        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
        private final Deque<Mover> file = new ArrayDeque<>();
        private final List<Mover> movers = new ArrayList<>();
        private long now;
        private long number;
        private long first;

        void add(Mover mover) {
            movers.add(mover);
            at(mover.think, () -> moved(mover));
        }

        private void at(long time, Runnable action) {
            events.add(new Event(time, number++, action));
        }

        World run() {
            while (events.element().at() < END) {
                var event = events.remove();
                now = event.at();
                event.action().run();
            }
            return this;
        }

        private void moved(Mover mover) {
            mover.moved = now;
            if (!mover.behind) {
                paid(mover, bandwidth.payInFront(now, mover.cost));
                return;
            }
            file.addLast(mover);
            if (file.size() == 1) {
                first = now;
                look();
            }
        }

        private void look() {
            var head = file.element();
            var wait = bandwidth.giveWay(now, head.moved, first, head.cost);
            if (wait > 0) {
                at(now + wait, this::look);
                return;
            }
            file.remove();
            paid(head, bandwidth.pay(now, head.cost));
            if (!file.isEmpty()) {
                first = now;
                look();
            }
        }

        private void paid(Mover mover, long wait) {
            mover.paid += mover.cost;
            mover.longestWait = Math.max(mover.longestWait, now - mover.moved + (mover.behind ? 0 : wait));
            at(now + wait + mover.think, () -> moved(mover));
        }

        long paid(boolean behind) {
            return movers.stream()
                    .filter(mover -> mover.behind == behind)
                    .mapToLong(mover -> mover.paid)
                    .sum();
        }

        long count(boolean behind) {
            return movers.stream().filter(mover -> mover.behind == behind).count();
        }

        long longestWait(boolean behind) {
            return movers.stream()
                    .filter(mover -> mover.behind == behind)
                    .mapToLong(mover -> mover.longestWait)
                    .max()
                    .orElse(0);
        }

        @Override
        public String toString() {
            return count(false) + " in front paid " + paid(false) + " and waited " + longestWait(false) + ", "
                    + count(true) + " behind paid " + paid(true) + " and waited " + longestWait(true);
        }
    }

    /** @param think of a mover, by what its pieces cost */
    private static World world(Random random, int front, int behind, LongUnaryOperator think) {
        var world = new World();
        for (int i = 0; i < front + behind; i++) {
            var cost = random.nextLong(MILLI / 10, LONGEST_COST);
            world.add(new Mover(i >= front, cost, think.applyAsLong(cost)));
        }
        return world.run();
    }

    @Test
    void togetherTheyKeepToTheRate() {
        for (int seed = 0; seed < WORLDS; seed++) {
            var random = new Random(seed);
            var world = world(
                    random, random.nextInt(6), 1 + random.nextInt(12), cost -> random.nextLong(1 + 20 * LONGEST_COST));

            var movers = world.count(false) + world.count(true);
            assertTrue(world.paid(false) + world.paid(true) <= END + movers * LONGEST_COST, seed + ": " + world);
        }
    }

    /** For those who pay before them, for a piece of the background, and for the tenth that it has whoever waits. */
    @Test
    void whoIsInFrontHardlyWaitsForTheBackground() {
        for (int seed = 0; seed < WORLDS; seed++) {
            var random = new Random(seed);
            var world = world(
                    random, 1 + random.nextInt(6), 1 + random.nextInt(32), cost -> random.nextLong(4 * LONGEST_COST));

            var bound = (world.count(false) + 2) * LONGEST_COST * 10 / 9;
            assertTrue(world.longestWait(false) <= bound, seed + ": " + world);
        }
    }

    /** A push that could use half of the bandwidth alone, or several together, leave the background its tenth. */
    @Test
    void backgroundHasATenthWhileThoseInFrontUseTheRest() {
        for (int seed = 0; seed < WORLDS; seed++) {
            var random = new Random(seed);
            var world = world(random, 1 + random.nextInt(6), 1 + random.nextInt(12), cost -> random.nextLong(cost));

            assertTrue(world.paid(true) <= END / Bandwidth.PARTS + 3 * LONGEST_COST, seed + ": " + world);
            var turn = world.count(true) * Bandwidth.PARTS * LONGEST_COST;
            assertTrue(world.longestWait(true) <= turn, seed + ": " + world);
            assertTrue(world.paid(true) > 0, seed + ": " + world);
        }
    }

    @Test
    void backgroundAloneHasAllOfIt() {
        for (int seed = 0; seed < WORLDS; seed++) {
            var random = new Random(seed);
            var world = world(random, 0, 2 + random.nextInt(12), _ -> 0);

            assertTrue(world.paid(true) >= END - LONGEST_COST, seed + ": " + world);
        }
    }

    /** At one byte in a second ten times what a piece costs would be days. */
    @Test
    void nobodyGivesWayForLongerThanARegistryIsPatient() {
        var bandwidth = new Bandwidth(0);
        var hour = Duration.ofHours(1).toNanos();
        bandwidth.payInFront(0, hour);

        assertEquals(Bandwidth.LONGEST_WAIT, bandwidth.giveWay(0, 0, 0, hour));
        assertEquals(0, bandwidth.giveWay(Bandwidth.LONGEST_WAIT, 0, Bandwidth.LONGEST_WAIT, hour));
    }
}
