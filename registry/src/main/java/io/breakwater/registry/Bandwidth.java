package io.breakwater.registry;

/**
 * When bytes that were moved are paid for, so that all together keep to a rate: who has moved some stands still until then.
 *
 * <p>What is moved in the background is paid for one piece at a time, and when nobody in front would wait for that: not while
 * others are paying, nor for as long again as a payment in front has taken, since whoever made it is moving its next piece.
 * But no piece waits for them longer than ten times what it costs, so the background keeps a tenth of the rate, and its
 * connections, which registries drop if nothing moves.
 *
 * <p>Times and costs are nanoseconds. Guarded by its owner's lock.
 */
final class Bandwidth {
    /** Of the rate the background keeps one part in so many. */
    static final int PARTS = 10;

    /** The longest that a piece waits for others, however little the rate; registries drop a connection after a minute. */
    static final long LONGEST_WAIT = 30_000_000_000L;

    private long paidUntil;
    private long keptUntil;

    Bandwidth(long now) {
        this.paidUntil = now;
        this.keptUntil = now;
    }

    /** @return how long who has moved the bytes stands still */
    long pay(long now, long cost) {
        paidUntil = Math.max(paidUntil, now) + cost;
        return paidUntil - now;
    }

    /** As {@link #pay}, keeping the place for the next piece. */
    long payInFront(long now, long cost) {
        var wait = pay(now, cost);
        keptUntil = Math.max(keptUntil, paidUntil + cost);
        return wait;
    }

    /**
     * How long a piece of the background waits before it looks again; 0 if it is to be paid for now.
     *
     * @param moved when its bytes were moved
     * @param first since when no other piece of the background was before it
     */
    long giveWay(long now, long moved, long first, long cost) {
        var turn = Math.max(paidUntil, keptUntil);
        var latest = Math.min(first + PARTS * cost, moved + LONGEST_WAIT);
        return Math.max(0, Math.min(turn, latest) - now);
    }
}
