package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.copy.CopyOrder.Prior;
import io.breakwater.registry.copy.CopyPlan.Requests;
import io.breakwater.registry.copy.PlannedBlob.Way;
import io.breakwater.registry.copy.Planner.Passing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        var held = new Held(target, shared.knowledge(), order);
        var found = order.isFound() ? 1 : 0;
        var toFind = new Requests(found, found + (held.isToBeAsked() ? 1 : 0));
        if (held.found().equals(Optional.of(order.root()))) {
            return CopyPlan.nothing(order.root(), toFind);
        }
        var planner = new Planner(source, target, order, limits, CopyListener.SILENT, shared.knowledge());
        var steps = steps(planner);
        var blobs = planned(steps.blobs());
        return new CopyPlan(
                order.root(),
                false,
                steps.manifests(),
                blobs,
                toFind,
                new Requests(planner.read(), planner.asked() + steps.manifests()),
                tests(blobs));
    }

    /** As the copy finds them, where it need not guess. */
    private CopySteps steps(Planner planner) {
        return shared.knowledge().hasManifest(order.targetRepository(), order.root())
                ? planner.rootOnly()
                : planner.all(order.prior() == Prior.NEW ? Passing.KNOWN : Passing.ASKED);
    }

    private List<PlannedBlob> planned(List<Descriptor> blobs) {
        var planned = new ConcurrentHashMap<Digest, PlannedBlob>();
        new Scope("copy-ask-", limits.parallelBlobs())
                .forEach(blobs, blob -> planned.put(blob.digest(), planned(blob)));
        return blobs.stream()
                .map(blob -> Objects.requireNonNull(planned.get(blob.digest())))
                .toList();
    }

    private PlannedBlob planned(Descriptor blob) {
        if (shared.knowledge().hasBlob(order.targetRepository(), blob.digest())) {
            return PlannedBlob.present(blob).known();
        }
        if (target.hasBlob(order.targetRepository(), blob.digest())) {
            return PlannedBlob.present(blob);
        }
        if (isMountable(blob)) {
            return PlannedBlob.toMount(blob);
        }
        return blob.foreign() && !source.hasBlob(order.sourceRepository(), blob.digest())
                ? PlannedBlob.nowhere(blob)
                : PlannedBlob.toSend(blob);
    }

    private boolean isMountable(Descriptor blob) {
        var here =
                source.host().equals(target.host()) && !order.sourceRepository().equals(order.targetRepository());
        return here
                || shared.knowledge()
                        .elsewhere(order.targetRepository(), blob.digest())
                        .isPresent();
    }

    /**
     * Requests at the target, where there are large blobs to send, to find out whether it mounts a blob into its own repository:
     * none if that is known, or if the blob that goes ahead is there; one otherwise. Without such a blob, and where it does not
     * mount, each large one is asked for.
     */
    private int tests(List<PlannedBlob> blobs) {
        var large = (int) blobs.stream().filter(Forecast::isLargeToSend).count();
        if (large == 0) {
            return 0;
        }
        return switch (shared.knowledge().selfMount()) {
            case HONOURED -> 0;
            case IGNORED -> large;
            case UNKNOWN -> shared.knowledge().anyBlob().isPresent() ? 1 : testsOfUnknown(blobs, large);
        };
    }

    private static int testsOfUnknown(List<PlannedBlob> blobs, int large) {
        return BlobCopy.scout(blobs.stream().map(PlannedBlob::blob).toList(), _ -> true)
                .map(scout ->
                        blobs.stream().anyMatch(blob -> blob.blob().equals(scout) && blob.way() == Way.SEND) ? 1 : 0)
                .orElse(large);
    }

    private static boolean isLargeToSend(PlannedBlob blob) {
        return blob.way() == Way.SEND && blob.blob().size() >= BlobCopy.SMALL;
    }
}
