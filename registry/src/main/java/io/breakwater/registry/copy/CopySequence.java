package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Plans of copies that one copier is to carry out one after the other. What one of them brings, the next neither sends nor asks
 * for: tags of one repository share most layers. Manifests that two indexes share are counted twice, so this is the most that
 * the copies take if they run in this order and nothing goes wrong. Confined to one thread.
 */
public final class CopySequence {
    private final Map<String, Set<Digest>> blobs = new HashMap<>();
    private final Map<String, Set<Digest>> roots = new HashMap<>();

    /** What is left of {@code plan} after all that were given before. */
    public CopyPlan next(String targetRepository, CopyPlan plan) {
        if (plan.there()) {
            return plan;
        }
        if (!roots.computeIfAbsent(targetRepository, _ -> new HashSet<>()).add(plan.root())) {
            return plan.ofKnownRoot();
        }
        var here = blobs.computeIfAbsent(targetRepository, _ -> new HashSet<>());
        var elsewhere = new HashSet<Digest>();
        blobs.forEach((repository, brought) -> {
            if (!repository.equals(targetRepository)) {
                elsewhere.addAll(brought);
            }
        });
        var next = plan.knowing(here, elsewhere);
        next.blobs().stream()
                .filter(PlannedBlob::isThereThen)
                .forEach(blob -> here.add(blob.blob().digest()));
        return next;
    }
}
