package io.breakwater.replicator.core;

import io.breakwater.registry.mapping.Mapping;

/**
 * What the operator's configuration says about what is to be done.
 *
 * @param mapping which primary name becomes which standby name
 * @param referrers whether what is about an image (signatures, attestations, SBOMs) is copied with it
 * @param deletes what becomes of an image at the standby once it is deleted at the primary
 */
public record Rules(Mapping mapping, boolean referrers, Deletes deletes) {
    /** Copies what the mapping covers, and deletes nothing. */
    public static Rules of(Mapping mapping) {
        return new Rules(mapping, false, new Deletes.Ignore());
    }

    public Rules withReferrers() {
        return new Rules(mapping, true, deletes);
    }

    public Rules withDeletes(Deletes rule) {
        return new Rules(mapping, referrers, rule);
    }
}
