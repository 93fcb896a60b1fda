package io.breakwater.registry.listing;

import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.Referrer;
import java.util.List;

/** How the artifacts that are about another were found. */
public sealed interface ReferrerListing {
    List<Referrer> referrers();

    /** By the referrers API; the registry keeps the list itself. */
    record ByApi(List<Referrer> referrers) implements ReferrerListing {
        public ByApi {
            referrers = List.copyOf(referrers);
        }
    }

    /**
     * In the index under the fallback tag, since there is no API; whoever pushes a referrer keeps that index.
     *
     * @param index as it lies there, to be merged and pushed again
     */
    record ByTag(Manifest index, List<Referrer> referrers) implements ReferrerListing {
        public ByTag {
            referrers = List.copyOf(referrers);
        }
    }

    /** There is no API and no index under the fallback tag. */
    record None() implements ReferrerListing {
        @Override
        public List<Referrer> referrers() {
            return List.of();
        }
    }
}
