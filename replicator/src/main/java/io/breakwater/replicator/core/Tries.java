package io.breakwater.replicator.core;

import java.time.Duration;

/**
 * How often one job was tried in vain, by whose fault it was.
 *
 * @param faults of the artifact itself
 * @param alone of this job alone: a registry refused it and not everyone, or failed at it and served others
 * @param aloneFor waited for these
 * @param outages of a registry, its credentials included, and refusals of everyone; they count against nobody
 */
public record Tries(int faults, int alone, Duration aloneFor, int outages) {
    public static final Tries NONE = new Tries(0, 0, Duration.ZERO, 0);

    Tries fault() {
        return new Tries(faults + 1, alone, aloneFor, outages);
    }

    Tries oneMoreAlone() {
        return new Tries(faults, alone + 1, aloneFor, outages);
    }

    Tries aloneFor(Duration wait) {
        return new Tries(faults, alone, aloneFor.plus(wait), outages);
    }

    Tries outage() {
        return new Tries(faults, alone, aloneFor, outages + 1);
    }

    /** Tries that count against the artifact. */
    public int counted() {
        return faults + alone;
    }
}
