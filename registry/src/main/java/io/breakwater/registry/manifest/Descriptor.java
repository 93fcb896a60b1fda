package io.breakwater.registry.manifest;

import io.breakwater.registry.reference.Digest;
import java.util.Optional;

/**
 * What a manifest says of something that it refers to (OCI image-spec, "Content Descriptors"). It is a claim until bytes
 * have been counted and hashed.
 *
 * @param size bytes
 * @param foreign whether the content may lie elsewhere than in the registry: it has {@code urls}, or a type that says
 *     that it may not be distributed. Such URLs are never followed (CVE-2020-15157).
 * @param data the content itself, where the manifest brings it along and it has the digest; then nobody need fetch it
 */
public record Descriptor(MediaType mediaType, Digest digest, long size, boolean foreign, Optional<Content> data) {
    /** @throws IllegalArgumentException if the size is negative */
    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("size of " + digest + " is negative: " + size);
        }
    }

    /** What lies in the registry, as nearly everything does. */
    public Descriptor(MediaType mediaType, Digest digest, long size) {
        this(mediaType, digest, size, false, Optional.empty());
    }

    /** The same content under another of its digests. */
    public Descriptor withDigest(Digest digest) {
        return new Descriptor(mediaType, digest, size, foreign, data);
    }
}
