package io.breakwater.registry.listing;

import java.util.List;
import java.util.Set;

/** How a list of tags with their digests came out. */
public sealed interface DigestListing {
    /**
     * The registry told digests: Google's do.
     *
     * @param children repositories one level below this one, by their last name
     * @param unsure tags that came without a digest, or with two of them on different pages: ask for each by itself.
     *     Google's lists are not complete beyond some thousand entries, so that a tag which is not in them may still exist.
     */
    record Extended(Set<String> children, Set<String> unsure) implements DigestListing {
        public Extended {
            children = Set.copyOf(children);
            unsure = Set.copyOf(unsure);
        }
    }

    /** The registry told tags alone, these; no artifact was told of. */
    record TagsOnly(List<String> tags) implements DigestListing {
        public TagsOnly {
            tags = List.copyOf(tags);
        }
    }
}
