package io.breakwater.registry.manifest;

import java.util.Optional;

/**
 * An artifact that says that it is about another (OCI distribution-spec, "Listing Referrers"): the list's claim, true only
 * once its manifest has been pulled and its {@code subject} looked at.
 *
 * @param artifactType what kind of artifact it says that it is
 */
public record Referrer(Descriptor descriptor, Optional<String> artifactType) {}
