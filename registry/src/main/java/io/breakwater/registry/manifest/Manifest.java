package io.breakwater.registry.manifest;

import io.breakwater.registry.reference.Digest;
import java.util.List;
import java.util.Optional;

/**
 * A manifest or index: the very bytes that were pulled, and beside them what they refer to. Nothing ever writes the bytes
 * anew, so what is pushed is what was pulled.
 */
public final class Manifest {
    /** Bytes. The OCI distribution-spec asks for 4 MiB at least; twice that is taken, whatever is longer is refused. */
    public static final int LONGEST = 8 << 20;

    private final byte[] bytes;
    private final MediaType mediaType;
    private final Digest digest;
    private final ManifestDocument document;

    private Manifest(byte[] bytes, MediaType mediaType, Digest digest, ManifestDocument document) {
        this.bytes = bytes;
        this.mediaType = mediaType;
        this.digest = digest;
        this.document = document;
    }

    /**
     * Reads a manifest of any media type.
     *
     * @param contentType what the registry said that it is, without parameters
     * @throws MalformedManifest if it is no JSON object, longer than {@link #LONGEST}, of schema 1, or ambiguous: it says
     *     that it is something else than {@code contentType}, or is an index and an image at once (CVE-2021-41190)
     */
    public static Manifest of(byte[] bytes, MediaType contentType) {
        var own = bytes.clone();
        return new Manifest(own, contentType, Digest.ofSha256(own), ManifestDocument.read(own, contentType));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public MediaType mediaType() {
        return mediaType;
    }

    /** SHA-256 of the bytes. */
    public Digest digest() {
        return digest;
    }

    /** Bytes. */
    public int size() {
        return bytes.length;
    }

    /** Whether {@code other}, of whatever algorithm, is this manifest's digest. */
    public boolean is(Digest other) {
        return digest.equals(other) || other.matches(bytes);
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest, bytes.length);
    }

    /** What an index lists, in its order; empty for an image. Mostly manifests; BuildKit's cache lists blobs here. */
    public List<Descriptor> children() {
        return document.children();
    }

    /** Configuration, layers and an artifact's blobs, in their order, with repetitions; empty for an index. */
    public List<Descriptor> blobs() {
        return document.blobs();
    }

    /** What this artifact is about (OCI 1.1); it need not exist. */
    public Optional<Descriptor> subject() {
        return document.subject();
    }

    /** What kind of artifact it says that it is (OCI 1.1). */
    public Optional<String> artifactType() {
        return document.artifactType();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest manifest
                && digest.equals(manifest.digest)
                && mediaType.equals(manifest.mediaType);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
