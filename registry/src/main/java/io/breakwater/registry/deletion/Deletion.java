package io.breakwater.registry.deletion;

import io.breakwater.registry.reference.Digest;
import java.util.Set;

/** What became of one tag or manifest that was to be deleted. */
public sealed interface Deletion {
    /** It was there and is gone now. */
    record Deleted() implements Deletion {}

    /** There was nothing to delete. */
    record AlreadyGone() implements Deletion {}

    /** The tag points to something else by now; it was left alone. */
    record Moved(Digest current) implements Deletion {}

    /**
     * Tags point to the manifest that were not to be deleted with it, so it was left alone: by us, since most registries
     * would drop them, or by Google ({@code GOOGLE_MANIFEST_DANGLING_TAG}).
     *
     * @param tags as far as they are known
     */
    record StillTagged(Set<String> tags) implements Deletion {
        public StillTagged {
            tags = Set.copyOf(tags);
        }
    }

    /**
     * An index refers to the manifest, so it was left alone: by Google ({@code GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE}) or by
     * Harbor ({@code VIOLATE_FOREIGN_KEY_CONSTRAINT}).
     */
    record StillReferenced() implements Deletion {}

    /** It was not tried: what refers to it could not be deleted. */
    record Held() implements Deletion {}

    /** The gate said no when it was about to be deleted; nothing was sent, and nothing that would have come after it. */
    record Stopped() implements Deletion {}

    /**
     * The registry deletes nothing of this kind: as a rule a tag, which goes only with its manifest. One that takes no deletes
     * at all says so when it is asked for the manifest, and that is a fault.
     *
     * @param message what it said
     */
    record Unsupported(String message) implements Deletion {}

    /** Whether there is nothing left to do. */
    default boolean isGone() {
        return this instanceof Deleted || this instanceof AlreadyGone;
    }
}
