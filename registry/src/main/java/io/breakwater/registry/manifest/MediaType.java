package io.breakwater.registry.manifest;

import io.breakwater.registry.reference.Quote;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What some bytes are, {@code type/subtype} without parameters (RFC 6838, 4.2).
 *
 * @param value as it was written; case is kept, since registries compare it byte by byte
 */
public record MediaType(String value) {
    private static final int LONGEST = 255;
    private static final Pattern GRAMMAR =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    public static final MediaType OCTET_STREAM = new MediaType("application/octet-stream");

    private static final Set<MediaType> MANIFESTS = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);
    private static final Set<MediaType> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);

    /** @throws IllegalArgumentException if {@code value} is not a media type */
    public MediaType {
        if (value.length() > LONGEST || !GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not a media type: " + Quote.of(value));
        }
    }

    /**
     * Reads a {@code Content-Type}; its parameters are dropped.
     *
     * @throws IllegalArgumentException if there is no media type in it
     */
    public static MediaType parse(String contentType) {
        var semicolon = contentType.indexOf(';');
        return new MediaType((semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip());
    }

    /** Whether this is an image manifest of Docker or OCI. */
    public boolean isManifest() {
        return MANIFESTS.contains(this);
    }

    /** Whether this is a manifest list of Docker or an index of OCI. */
    public boolean isIndex() {
        return INDEXES.contains(this);
    }

    /**
     * Whether an entry of an index that has this type is a manifest, and no blob. Types that we do not know are taken by
     * their name; no type at all is what old indexes have for images.
     */
    public boolean namesManifest() {
        return isManifest()
                || isIndex()
                || value.contains(".manifest.")
                || value.contains(".index.")
                || equals(OCTET_STREAM);
    }

    @Override
    public String toString() {
        return value;
    }
}
