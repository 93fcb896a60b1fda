package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;
import java.util.Optional;

/**
 * What to copy.
 *
 * @param root the manifest or index to copy, with all that it refers to
 * @param targetTag what to call it at the target; without, it is there by digest alone
 * @param listener is told of each step as it is done, by several threads at once
 * @param prior what is known of the target before, and so whether it is asked
 * @param spent what it took to find the root; counted in the report of the copy
 */
public record CopyOrder(
        String sourceRepository,
        Digest root,
        String targetRepository,
        Optional<String> targetTag,
        TagGate gate,
        CopyListener listener,
        Prior prior,
        Spent spent) {
    /**
     * What was spent before the copy begins.
     *
     * @param requests to both registries, their token services and redirect hosts
     * @param bytesRead bodies of manifests, from the source
     */
    public record Spent(int requests, long bytesRead) {
        /** Nothing: whoever ordered knew the root, or counts for himself. */
        public static final Spent NOTHING = new Spent(0, 0);
    }

    /** Whether the target has it already. */
    public enum Prior {
        /** Nobody knows: it is asked. */
        UNKNOWN,
        /** It should not have it yet, as after a push. Not to ask saves a request where that is so, and costs some where not. */
        NEW,
        /** {@link Copier#order} has just looked. */
        SEEN
    }

    /** The target is asked first whether it has it already. */
    public CopyOrder(
            String sourceRepository,
            Digest root,
            String targetRepository,
            Optional<String> targetTag,
            TagGate gate,
            CopyListener listener) {
        this(sourceRepository, root, targetRepository, targetTag, gate, listener, Prior.UNKNOWN, Spent.NOTHING);
    }

    /** This order for something that the target should not have yet. */
    public CopyOrder expectingNew() {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, Prior.NEW, spent);
    }

    /** This order, of which the target has just been asked. */
    CopyOrder seen() {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, Prior.SEEN, spent);
    }

    /** This order, whose root was found by asking both registries once. */
    CopyOrder found(Spent spent) {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, prior, spent);
    }

    /** Whether both registries were asked once to find the root. */
    boolean isFound() {
        return !spent.equals(Spent.NOTHING);
    }

    /** This order, whose tag is only written while {@code gate} says yes. */
    public CopyOrder gated(TagGate gate) {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, prior, spent);
    }

    /** This order, whose steps {@code listener} is told of. */
    public CopyOrder telling(CopyListener listener) {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, prior, spent);
    }

    /** What the root is called at the target. */
    String target() {
        return targetTag.orElseGet(root::toString);
    }
}
