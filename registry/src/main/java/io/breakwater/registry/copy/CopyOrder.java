package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;
import java.util.Optional;

/**
 * What to copy.
 *
 * @param root the manifest or index to copy, with all that it refers to
 * @param targetTag what to call it at the target; without, it is there by digest alone
 * @param listener is told of each step as it is done, by several threads at once
 */
public record CopyOrder(
        String sourceRepository,
        Digest root,
        String targetRepository,
        Optional<String> targetTag,
        TagGate gate,
        CopyListener listener) {
    /** What the root is called at the target. */
    String target() {
        return targetTag.orElseGet(root::toString);
    }
}
