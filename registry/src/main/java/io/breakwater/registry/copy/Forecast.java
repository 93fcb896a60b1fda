package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.copy.Planner.Passing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the plan of a copy. Reads manifests at the source and asks the target, but changes nothing at either. */
final class Forecast {
    private final Registry source;
    private final Registry target;
    private final CopyLimits limits;
    private final Shared shared;
    private final CopyOrder order;

    Forecast(Registry source, Registry target, CopyLimits limits, Shared shared, CopyOrder order) {
        this.source = source;
        this.target = target;
        this.limits = limits;
        this.shared = shared;
        this.order = order;
    }

    CopyPlan make() {
        var there =
                target.headManifest(order.targetRepository(), order.target()).map(Descriptor::digest);
        if (there.equals(Optional.of(order.root()))) {
            return CopyPlan.nothing(order.root());
        }
        var planner = new Planner(source, target, order, limits, CopyListener.SILENT, shared.knowledge());
        var steps = planner.all(Passing.ASKED);
        var present = present(steps.blobs());
        var toMount = new ArrayList<Descriptor>();
        var toSend = new ArrayList<Descriptor>();
        for (var blob : steps.blobs()) {
            if (!present.contains(blob.digest())) {
                (isMountable(blob) ? toMount : toSend).add(blob);
            }
        }
        return new CopyPlan(
                order.root(),
                false,
                steps.manifests(),
                toSend,
                toMount,
                steps.blobs().stream()
                        .filter(blob -> present.contains(blob.digest()))
                        .toList(),
                steps.manifests()
                        + (int) toSend.stream()
                                .filter(blob -> blob.data().isEmpty())
                                .count(),
                targetRequests(steps, toSend));
    }

    private Set<Digest> present(List<Descriptor> blobs) {
        var present = ConcurrentHashMap.<Digest>newKeySet();
        new Scope("copy-ask-", limits.parallelBlobs()).forEach(blobs, blob -> {
            if (target.hasBlob(order.targetRepository(), blob.digest())) {
                present.add(blob.digest());
            }
        });
        return present;
    }

    private boolean isMountable(Descriptor blob) {
        var here =
                source.host().equals(target.host()) && !order.sourceRepository().equals(order.targetRepository());
        return here
                || shared.knowledge()
                        .elsewhere(order.targetRepository(), blob.digest())
                        .isPresent();
    }

    /** The tag and the first child are asked for; each blob takes one request and its sending one more; then the manifests. */
    private static int targetRequests(CopySteps steps, List<Descriptor> toSend) {
        var askedFirst = 1 + (steps.root().children().isEmpty() ? 0 : 1);
        return askedFirst + steps.blobs().size() + toSend.size() + tests(steps.blobs(), toSend) + steps.manifests();
    }

    /**
     * What it takes, where there are large blobs, to find out whether the target mounts a blob into its own repository: nothing
     * if the blob that goes ahead is there, one request if not. Without such a blob each large one is asked for.
     */
    private static int tests(List<Descriptor> blobs, List<Descriptor> toSend) {
        if (blobs.stream().noneMatch(Forecast::isLarge)) {
            return 0;
        }
        return BlobCopy.scout(blobs, _ -> true)
                .map(scout -> toSend.contains(scout) ? 1 : 0)
                .orElseGet(() -> (int) toSend.stream().filter(Forecast::isLarge).count());
    }

    private static boolean isLarge(Descriptor blob) {
        return blob.size() >= BlobCopy.SMALL;
    }
}
