package io.breakwater.registry.copy;

import java.util.List;

/**
 * How the copy of what is about an artifact ended, where it did not fail.
 *
 * @param copies one for each artifact, and a {@link CopyResult.Stopped} for each list that might not be written any more
 * @param lists what it took beside those copies: to list what there is, and to keep the target's own list
 */
public record ReferrersResult(List<CopyResult> copies, CopyReport lists) {
    public ReferrersResult {
        copies = List.copyOf(copies);
    }

    /** Whether something was not written because the gate said no. */
    public boolean isStopped() {
        return copies.stream().anyMatch(CopyResult.Stopped.class::isInstance);
    }

    /** What all of it took, under the digest of the artifact that it is about. */
    public CopyReport report() {
        return copies.stream().map(CopyResult::report).reduce(lists, CopyReport::plus);
    }
}
