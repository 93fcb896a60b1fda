package io.breakwater.replicator.core;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether one registry is asked at all (invariant 5). It opens when the registry has failed several requests in a row, does
 * not know us, or refuses everyone: then nobody asks until a wait is over, and after that one at a time, so that an outage
 * costs one request for each wait and not one for each job. It closes with the registry's first good answer, or when it
 * serves somebody.
 *
 * <p>Thread-safe; never held over I/O.
 */
public final class Circuit {
    /** One broken artifact makes a registry fail too; then others are served in between, as long as it is a few. */
    private static final int FAILURES_IN_A_ROW = 3;

    private final Backoff backoff;
    private boolean open;
    private boolean loginRefused;
    private boolean probing;
    private long nextProbeNanos;
    private int failedProbes;
    private long untilNanos;

    /** Where it stands. */
    public enum State {
        CLOSED,
        /** Nobody asks. */
        OPEN,
        /** One asks, or would if there were work. */
        HALF_OPEN
    }

    /** What who wants to ask may do. */
    public sealed interface Entry {
        /** @param probe whether on the outcome depends if others may; {@link #leave} has to be called at the end */
        record Go(boolean probe) implements Entry {}

        /** Ask again then. */
        record Wait(Duration delay) implements Entry {}
    }

    public Circuit(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * @param well whether the registry's last answer was a good one, and it does not refuse everyone
     * @param nowNanos on a clock that only grows, as in all calls here
     */
    public synchronized Entry enter(boolean well, long nowNanos) {
        closeIf(well);
        if (!open) {
            return new Entry.Go(false);
        }
        if (untilNanos - nowNanos > 0) {
            return new Entry.Wait(Duration.ofNanos(untilNanos - nowNanos));
        }
        if (probing && nextProbeNanos - nowNanos > 0) {
            return new Entry.Wait(backoff.first());
        }
        probing = true;
        // A probe may be the copy of a large image, and where everyone is refused only its end tells.
        nextProbeNanos = nowNanos + backoff.longest().toNanos();
        return new Entry.Go(true);
    }

    /**
     * Takes note that work has met a registry that is not well.
     *
     * @param probe what {@link Entry.Go} said
     * @param failuresInARow of the registry's requests
     * @param refusesLogin whether it does not know us
     * @param asked how long the registry wants to be left alone
     * @param random in [0, 1)
     * @return whether it was closed until now
     */
    public synchronized boolean failed(
            boolean probe,
            int failuresInARow,
            boolean refusesLogin,
            Optional<Duration> asked,
            double random,
            long nowNanos) {
        return isNews(probe)
                && (refusesLogin || failuresInARow >= FAILURES_IN_A_ROW)
                && opens(refusesLogin, asked, random, nowNanos);
    }

    /** As {@link #failed}, where the registry is well but refuses everyone. */
    public synchronized boolean refused(boolean probe, double random, long nowNanos) {
        return isNews(probe) && opens(false, Optional.empty(), random, nowNanos);
    }

    /** Who was on the way when it opened tells nothing new. */
    private boolean isNews(boolean probe) {
        return !open || probe;
    }

    private boolean opens(boolean refusesLogin, Optional<Duration> asked, double random, long nowNanos) {
        var opens = !open;
        open = true;
        loginRefused = refusesLogin;
        failedProbes++;
        untilNanos = nowNanos + backoff.delay(failedProbes, asked, random).toNanos();
        return opens;
    }

    /** The probe has ended, however. */
    public synchronized void leave(boolean well) {
        probing = false;
        closeIf(well);
    }

    /** Somebody who asked, and did not probe, has ended. */
    public synchronized void seen(boolean well) {
        closeIf(well);
    }

    private void closeIf(boolean well) {
        if (well) {
            open = false;
            loginRefused = false;
            // Who probed may be at work for long still; the next outage needs a probe of its own.
            probing = false;
            failedProbes = 0;
        }
    }

    public synchronized State state(long nowNanos) {
        if (!open) {
            return State.CLOSED;
        }
        return untilNanos - nowNanos > 0 ? State.OPEN : State.HALF_OPEN;
    }

    /** Whether it is open because the registry does not know us: nothing gets better before somebody does something. */
    public synchronized boolean isLoginRefused() {
        return open && loginRefused;
    }
}
