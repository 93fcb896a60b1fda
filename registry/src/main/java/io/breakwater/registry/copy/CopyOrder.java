package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;
import java.util.Optional;

/**
 * What to copy.
 *
 * @param root the manifest or index to copy, with all that it refers to
 * @param targetTag what to call it at the target; without, it is there by digest alone
 * @param listener is told of each step as it is done, by several threads at once
 * @param expectsNew whether the target should not have it yet, as after a push: then it is not asked whether it has, which
 *     saves a request where that is so and costs some where it is not
 */
public record CopyOrder(
        String sourceRepository,
        Digest root,
        String targetRepository,
        Optional<String> targetTag,
        TagGate gate,
        CopyListener listener,
        boolean expectsNew) {
    /** The target is asked first whether it has it already. */
    public CopyOrder(
            String sourceRepository,
            Digest root,
            String targetRepository,
            Optional<String> targetTag,
            TagGate gate,
            CopyListener listener) {
        this(sourceRepository, root, targetRepository, targetTag, gate, listener, false);
    }

    /** This order for something that the target should not have yet. */
    public CopyOrder expectingNew() {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, true);
    }

    /** This order, whose steps {@code listener} is told of. */
    public CopyOrder telling(CopyListener listener) {
        return new CopyOrder(sourceRepository, root, targetRepository, targetTag, gate, listener, expectsNew);
    }

    /** What the root is called at the target. */
    String target() {
        return targetTag.orElseGet(root::toString);
    }
}
