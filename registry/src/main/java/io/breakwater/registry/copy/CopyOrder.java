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
 */
public record CopyOrder(
        String sourceRepository,
        Digest root,
        String targetRepository,
        Optional<String> targetTag,
        TagGate gate,
        CopyListener listener,
        Prior prior) {
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
        this(sourceRepository, root, targetRepository, targetTag, gate, listener, Prior.UNKNOWN);
    }

    /** This order for something that the target should not have yet. */
    public CopyOrder expectingNew() {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, Prior.NEW);
    }

    /** This order, of which the target has just been asked. */
    CopyOrder seen() {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, Prior.SEEN);
    }

    /** This order, whose tag is only written while {@code gate} says yes. */
    public CopyOrder gated(TagGate gate) {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, prior);
    }

    /** This order, whose steps {@code listener} is told of. */
    public CopyOrder telling(CopyListener listener) {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, prior);
    }

    /** What the root is called at the target. */
    String target() {
        return targetTag.orElseGet(root::toString);
    }
}
