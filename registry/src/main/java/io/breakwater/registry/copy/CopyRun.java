package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.UploadSession;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One copy. Started by one thread; its blobs are sent by several. */
final class CopyRun {
    /** How registries say that something which a manifest refers to is missing; Google's say it in the second way. */
    private static final Set<String> MISSING =
            Set.of("MANIFEST_BLOB_UNKNOWN", ArtifactFault.BLOB_UNKNOWN, ArtifactFault.MANIFEST_UNKNOWN);

    private final Registry source;
    private final Registry target;
    private final CopyLimits limits;
    private final KnownBlobs known;
    private final CopyOrder order;
    private final Tally tally;

    CopyRun(Registry source, Registry target, CopyLimits limits, KnownBlobs known, CopyOrder order) {
        this.tally = new Tally(order.listener());
        this.source = source.counting(tally.requests());
        this.target = target.counting(tally.requests()).pushing();
        this.limits = limits;
        this.known = known;
        this.order = order;
    }

    /** The target lacks what it said it had. */
    private static final class SomethingMissing extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient ArtifactFault fault;

        SomethingMissing(ArtifactFault fault) {
            super(fault);
            this.fault = fault;
        }
    }

    CopyResult run() {
        if (isAt(order.target())) {
            return new CopyResult.AlreadyPresent(report());
        }
        try {
            var retag = order.targetTag().isPresent() && isAt(order.root().toString());
            var planner = planner();
            return carryOut(retag ? planner.rootOnly() : planner.all(true), Set.of());
        } catch (SomethingMissing first) {
            return secondTry(first.fault);
        }
    }

    /** A registry that collects garbage may have lost a blob right after it told of it: then nothing it says is trusted. */
    private CopyResult secondTry(ArtifactFault fault) {
        var plan = planner().all(false);
        var blobs = plan.blobs().stream().map(Descriptor::digest).collect(Collectors.toSet());
        var named = fault.named().stream().filter(blobs::contains).collect(Collectors.toSet());
        try {
            return carryOut(plan, named.isEmpty() ? blobs : named);
        } catch (SomethingMissing second) {
            throw second.fault;
        }
    }

    private Planner planner() {
        return new Planner(source, target, order, limits, tally);
    }

    private boolean isAt(String tagOrDigest) {
        return target.headManifest(order.targetRepository(), tagOrDigest)
                .filter(there -> there.digest().equals(order.root()))
                .isPresent();
    }

    /** @param forced blobs that are sent without asking whether the target has them */
    private CopyResult carryOut(CopyPlan plan, Set<Digest> forced) {
        tally.on(new CopyEvent.Planned(plan.manifests(), plan.blobs().size(), plan.blobBytes()));
        var scope = new Scope("copy-", limits.parallelBlobs());
        scope.forEach(plan.blobs(), blob -> provide(blob, forced.contains(blob.digest())));
        for (var wave : plan.waves()) {
            scope.forEach(wave, child -> put(child.digest().toString(), child.manifest()));
        }
        if (!order.gate().mayWrite()) {
            return new CopyResult.Stopped(report());
        }
        put(order.target(), plan.root());
        return new CopyResult.Copied(report());
    }

    private void put(String tagOrDigest, Manifest manifest) {
        try {
            target.putManifest(order.targetRepository(), tagOrDigest, manifest);
        } catch (ArtifactFault fault) {
            throw MISSING.contains(fault.code()) ? new SomethingMissing(fault) : fault;
        }
        tally.on(new CopyEvent.ManifestSent(manifest.descriptor()));
    }

    private void provide(Descriptor blob, boolean forced) {
        if (forced) {
            known.gone(blob.digest());
            send(blob, Optional.empty());
        } else if (target.hasBlob(order.targetRepository(), blob.digest())) {
            tally.on(new CopyEvent.BlobSkipped(blob));
            known.seen(blob.digest(), order.targetRepository());
        } else {
            mountOrSend(blob);
        }
    }

    private void mountOrSend(Descriptor blob) {
        var elsewhere = elsewhere(blob);
        var session = elsewhere.flatMap(from -> target.mountOrStartBlob(order.targetRepository(), blob.digest(), from));
        if (elsewhere.isPresent() && session.isEmpty()) {
            tally.on(new CopyEvent.BlobMounted(blob));
        } else {
            send(blob, session);
        }
        known.seen(blob.digest(), order.targetRepository());
    }

    /** Another repository of the target that should have the blob. */
    private Optional<String> elsewhere(Descriptor blob) {
        var here = source.host().equals(target.host())
                ? Optional.of(order.sourceRepository())
                : known.repositoryOf(blob.digest());
        return here.filter(repository -> !repository.equals(order.targetRepository()));
    }

    /** @param open an upload that has begun already */
    private void send(Descriptor blob, Optional<UploadSession> open) {
        var content = source.getBlob(order.sourceRepository(), blob);
        if (content.isEmpty()) {
            skipForeign(blob);
            return;
        }
        try (var reader = content.get()) {
            tally.on(new CopyEvent.BlobStarted(blob));
            var session = open.orElseGet(() -> target.startBlob(order.targetRepository(), blob.digest()));
            target.putBlob(session, blob, reader, bytes -> tally.on(new CopyEvent.BytesSent(blob, bytes)));
            tally.on(new CopyEvent.BlobSent(blob));
        }
    }

    /** A foreign layer need not be in a registry, and we never go where a manifest says that it is (CVE-2020-15157). */
    private void skipForeign(Descriptor blob) {
        if (!blob.foreign()) {
            throw new ArtifactFault(
                    ArtifactFault.BLOB_UNKNOWN,
                    "Cannot copy " + order.sourceRepository() + "@" + order.root() + " from " + source.host()
                            + ": its blob " + blob.digest() + " is not there. Push it anew.",
                    Set.of(blob.digest()));
        }
        tally.on(new CopyEvent.BlobSkipped(blob));
    }

    private CopyReport report() {
        return tally.report(order.root());
    }
}
