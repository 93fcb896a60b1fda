package io.breakwater.replicator.core;

import java.time.Duration;

/**
 * How often one job was tried in vain, by whose fault it was.
 *
 * @param faults of the artifact itself
 * @param refusals by a registry, of this job and not of everyone
 * @param errors of a registry, at this job while others were served
 * @param outages of a registry, its credentials included, and refusals of everyone; they count against nobody
 */
public record Tries(int faults, Waited refusals, Waited errors, int outages) {
    public static final Tries NONE = new Tries(0, Waited.NONE, Waited.NONE, 0);

    /**
     * What this job alone meets has a patience in time: each kind has its own, since one that is over says nothing of the
     * other.
     *
     * @param tries in vain
     * @param time waited after them
     */
    public record Waited(int tries, Duration time) {
        public static final Waited NONE = new Waited(0, Duration.ZERO);

        Waited once() {
            return new Waited(tries + 1, time);
        }

        Waited plus(Duration wait) {
            return new Waited(tries, time.plus(wait));
        }
    }

    Tries fault() {
        return new Tries(faults + 1, refusals, errors, outages);
    }

    Tries withRefusals(Waited now) {
        return new Tries(faults, now, errors, outages);
    }

    Tries withErrors(Waited now) {
        return new Tries(faults, refusals, now, outages);
    }

    Tries outage() {
        return new Tries(faults, refusals, errors, outages + 1);
    }

    /** Tries that count against the artifact. */
    public int counted() {
        return faults + refusals.tries() + errors.tries();
    }
}
