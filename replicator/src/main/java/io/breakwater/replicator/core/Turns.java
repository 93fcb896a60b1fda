package io.breakwater.replicator.core;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many jobs ask the registries at once. What may take long leaves turns to what does not: back-fill and large images
 * together have all turns but one, so that a small push never waits for either; large back-fill all but two, so that a large
 * push does not wait for it. But each may have one, however few there are.
 *
 * <p>Who came first goes first, of those that may have a turn now; so everybody gets one in the end.
 *
 * <p>Thread-safe; the lock is never held over I/O.
 */
public final class Turns {
    private final int atOnce;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which they came. */
    private final Set<Turn> waiting = new LinkedHashSet<>();

    /** By rank: turns of this rank or a higher one that are taken. */
    private final int[] taken = new int[3];

    /** Turns of large pushes, taken or waited for. */
    private int largePushes;

    public Turns(int atOnce) {
        this.atOnce = atOnce;
    }

    /** One that is waited for, or taken until it is closed. */
    public final class Turn implements AutoCloseable {
        private final boolean backfill;
        private final Condition handedOut = lock.newCondition();
        private boolean large;

        private Turn(boolean backfill, boolean large) {
            this.backfill = backfill;
            this.large = large;
        }

        /** For how many reasons it may take long. */
        private int rank() {
            return (backfill ? 1 : 0) + (large ? 1 : 0);
        }

        private int largePush() {
            return large && !backfill ? 1 : 0;
        }

        /**
         * Makes it the turn of a large image, without waiting. Who is told no gives the turn back and takes another: one that
         * waited with it would be in the way of what is small.
         *
         * @return whether it is one now, or was before
         */
        public boolean enlarge() {
            lock.lock();
            try {
                if (!large && hasRoom(rank() + 1)) {
                    large = true;
                    taken[rank()]++;
                    largePushes += largePush();
                }
                return large;
            } finally {
                lock.unlock();
            }
        }

        /** Gives it back. */
        @Override
        public void close() {
            lock.lock();
            try {
                giveBack(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /** How many back-fills may be at work: what large pushes have, or wait for, is not for them. */
    public int forBackfill() {
        lock.lock();
        try {
            return most(1) - largePushes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a turn, which is to be closed at its end.
     *
     * @throws InterruptedException if this thread is interrupted; then it has none
     */
    public Turn take(boolean isBackfill, boolean isLarge) throws InterruptedException {
        var turn = new Turn(isBackfill, isLarge);
        lock.lockInterruptibly();
        try {
            largePushes += turn.largePush();
            waiting.add(turn);
            handOut();
            awaitHandOut(turn);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private void awaitHandOut(Turn turn) throws InterruptedException {
        try {
            while (waiting.contains(turn)) {
                turn.handedOut.await();
            }
        } catch (InterruptedException e) {
            // It may have been handed out in the same moment.
            if (waiting.remove(turn)) {
                largePushes -= turn.largePush();
            } else {
                giveBack(turn);
            }
            throw e;
        }
    }

    private void giveBack(Turn turn) {
        for (var rank = 0; rank <= turn.rank(); rank++) {
            taken[rank]--;
        }
        largePushes -= turn.largePush();
        handOut();
    }

    private void handOut() {
        for (var next = waiting.iterator(); next.hasNext() && hasRoom(0); ) {
            var turn = next.next();
            if (mayHave(turn.rank())) {
                next.remove();
                for (var rank = 0; rank <= turn.rank(); rank++) {
                    taken[rank]++;
                }
                turn.handedOut.signal();
            }
        }
    }

    private boolean mayHave(int rank) {
        for (var each = 0; each <= rank; each++) {
            if (!hasRoom(each)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasRoom(int rank) {
        return taken[rank] < most(rank);
    }

    private int most(int rank) {
        return Math.max(1, atOnce - rank);
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
