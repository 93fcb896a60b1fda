package io.breakwater.registry.copy;

import io.breakwater.registry.manifest.Descriptor;

/** A step of a copy that has been done. */
public sealed interface CopyEvent {
    /**
     * It is known what may have to be sent; repeated if the target turns out to have lost what it seemed to have.
     *
     * @param bytes of all blobs, those included that the target may have already
     */
    record Planned(int manifests, int blobs, long bytes) implements CopyEvent {}

    /** A manifest was read at the source. */
    record ManifestRead(Descriptor manifest) implements CopyEvent {}

    /** The target has a manifest, and so all that it refers to. */
    record ManifestSkipped(Descriptor manifest) implements CopyEvent {}

    /** The target has it, or it is foreign and the source has not got it. */
    record BlobSkipped(Descriptor blob) implements CopyEvent {}

    record BlobMounted(Descriptor blob) implements CopyEvent {}

    record BlobStarted(Descriptor blob) implements CopyEvent {}

    /** @param bytes more than at the last event of this blob */
    record BytesSent(Descriptor blob, long bytes) implements CopyEvent {}

    record BlobSent(Descriptor blob) implements CopyEvent {}

    record ManifestSent(Descriptor manifest) implements CopyEvent {}

    /**
     * The last of every copy, also of one that failed: what it took. The copy of what is about an artifact ends each of its own
     * copies so, and then what it took beside them.
     */
    record Ended(CopyReport report) implements CopyEvent {}
}
