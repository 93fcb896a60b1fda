package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.copy.CopyOrder.Prior;
import io.breakwater.registry.copy.CopyPlan.Requests;
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
        return new CopyPlan(
                order.root(),
                false,
                steps.manifests(),
                planned(steps.blobs()),
                toFind,
                new Requests(planner.read(), planner.asked() + steps.manifests()));
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
}
