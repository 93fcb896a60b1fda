package io.breakwater.replicator.core;

import java.time.Duration;

/**
 * How often one job was tried in vain, by whose fault it was.
 *
 * @param faults of the artifact itself
 * @param refusals by a registry, of this job and not of everyone
 * @param refusedFor waited for these
 * @param outages of a registry, its credentials included, and refusals of everyone; they count against nobody
 */
public record Tries(int faults, int refusals, Duration refusedFor, int outages) {
    public static final Tries NONE = new Tries(0, 0, Duration.ZERO, 0);

    Tries fault() {
        return new Tries(faults + 1, refusals, refusedFor, outages);
    }

    Tries refusal() {
        return new Tries(faults, refusals + 1, refusedFor, outages);
    }

    Tries refusedFor(Duration wait) {
        return new Tries(faults, refusals, refusedFor.plus(wait), outages);
    }

    Tries outage() {
        return new Tries(faults, refusals, refusedFor, outages + 1);
    }

    /** Tries that count against the artifact. */
    public int counted() {
        return faults + refusals;
    }
}
