package io.breakwater.registry.listing;

import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One artifact of a list.
 *
 * @param mediaType of its manifest, if the registry tells it
 * @param tags those that point to it; often none
 * @param size bytes of the artifact with all its blobs, as the registry counts them; not checked, for people only
 * @param uploaded when the registry says that it was pushed
 */
public record Listed(
        Digest digest, Optional<MediaType> mediaType, Set<String> tags, OptionalLong size, Optional<Instant> uploaded) {
    public Listed {
        tags = Set.copyOf(tags);
    }
}
