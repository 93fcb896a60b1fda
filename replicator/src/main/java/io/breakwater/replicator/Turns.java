package io.breakwater.replicator;

import java.util.concurrent.Semaphore;

/** How many jobs ask the registries at once. Back-fill leaves a turn to what happens now, unless there is but one. */
final class Turns {
    private final int forBackfill;
    private final Semaphore all;
    private final Semaphore backfill;

    Turns(int atOnce) {
        this.forBackfill = Math.max(1, atOnce - 1);
        this.all = new Semaphore(atOnce);
        this.backfill = new Semaphore(forBackfill);
    }

    /** How many back-fill may have at once. */
    int forBackfill() {
        return forBackfill;
    }

    /** Waits for a turn, which is to be closed at its end. */
    Turn take(boolean isBackfill) throws InterruptedException {
        if (!isBackfill) {
            all.acquire();
            return all::release;
        }
        backfill.acquire();
        try {
            all.acquire();
        } catch (InterruptedException e) {
            backfill.release();
            throw e;
        }
        return () -> {
            all.release();
            backfill.release();
        };
    }

    /** One that is taken. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
