package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.copy.BlobCopy.Trust;
import io.breakwater.registry.copy.CopyOrder.Prior;
import io.breakwater.registry.copy.Planner.Passing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One copy. Started by one thread; its blobs are sent by several. */
final class CopyRun {
    /** How registries say that something which a manifest refers to is missing; Google's say it in the second way. */
    private static final Set<String> MISSING =
            Set.of("MANIFEST_BLOB_UNKNOWN", ArtifactFault.BLOB_UNKNOWN, ArtifactFault.MANIFEST_UNKNOWN);

    private static final Set<String> ANSWER_LOST =
            Set.of(RegistryFault.CONNECTION_LOST, RegistryFault.TIMEOUT, "HTTP_502", "HTTP_504");

    /** How often the target may lack something in the end. */
    private static final int MOST_TRIES = 3;

    private final Registry source;
    private final Registry target;
    private final CopyLimits limits;
    private final Shared shared;
    private final CopyOrder order;
    private final Tally tally;
    private final Held held;
    private final BlobCopy blobs;

    CopyRun(Registry source, Registry target, CopyLimits limits, Shared shared, CopyOrder order) {
        this.tally = new Tally(order.listener(), order.spent());
        this.source = source.counting(tally.requests());
        this.target = target.counting(tally.requests()).pushing();
        this.limits = limits;
        this.shared = shared;
        this.order = order;
        this.held = new Held(this.target, shared.knowledge(), order);
        this.blobs = new BlobCopy(this.source, this.target, shared, order, tally);
    }

    /** The target lacks what it said it had, or what we believed it had. */
    private static final class SomethingMissing extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Manifest refused;
        private final transient ArtifactFault fault;

        SomethingMissing(Manifest refused, ArtifactFault fault) {
            super(fault);
            this.refused = refused;
            this.fault = fault;
        }
    }

    CopyResult run() {
        try {
            if (isSurelyThere()) {
                return new CopyResult.AlreadyPresent(report());
            }
            var there = held.found();
            return there.equals(Optional.of(order.root())) ? new CopyResult.AlreadyPresent(report()) : send(there);
        } finally {
            tally.on(new CopyEvent.Ended(report()));
        }
    }

    /** So lately seen there that it is not asked; but who orders a repair wants to know. */
    private boolean isSurelyThere() {
        if (order.prior() == Prior.UNKNOWN) {
            return false;
        }
        return order.targetTag()
                .map(_ -> held.known().equals(Optional.of(order.root())))
                .orElseGet(() -> shared.knowledge().surelyHasManifest(order.targetRepository(), order.root()));
    }

    /** @param there what the target holds under the name, if that is another digest */
    private CopyResult send(Optional<Digest> there) {
        var steps = firstSteps(there);
        Function<Descriptor, Trust> trust = _ -> Trust.ASKED;
        for (int tries = 1; ; tries++) {
            try {
                return carryOut(steps, trust);
            } catch (SomethingMissing missing) {
                // Who names nothing was sent everything the second time.
                if (tries == MOST_TRIES || (tries > 1 && missing.fault.named().isEmpty())) {
                    throw missing.fault;
                }
                steps = planner().all(Passing.NONE);
                forget(steps);
                trust = tries == 1 ? trustAfter(missing) : trustAtLast(missing);
            }
        }
    }

    /**
     * What the target had under this tag until now shares most layers with what comes, as a rule. One that refuses a
     * manifest and names the blobs it lacks is then asked by putting the manifest: that tells of all blobs in one request.
     */
    private CopySteps firstSteps(Optional<Digest> there) {
        var planner = planner();
        if (shared.knowledge().hasManifest(order.targetRepository(), order.root())) {
            return planner.rootOnly();
        }
        if (there.isPresent() && shared.knowledge().refusesDangling()) {
            var root = planner.rootOnly();
            if (root.root().children().isEmpty()) {
                return root;
            }
            planner = planner();
        }
        return planner.all(order.prior() == Prior.NEW ? Passing.KNOWN : Passing.ASKED);
    }

    private void forget(CopySteps steps) {
        var repository = order.targetRepository();
        steps.blobs().forEach(blob -> shared.knowledge().lostBlob(repository, blob.digest()));
        steps.waves()
                .forEach(wave -> wave.forEach(child -> shared.knowledge().lostManifest(repository, child.digest())));
        shared.knowledge().lostManifest(repository, order.root());
    }

    /** The registry's word on what the manifest lacks that it refused is taken once: of the rest it has all. */
    private Function<Descriptor, Trust> trustAfter(SomethingMissing missing) {
        var named = missing.fault.named();
        if (named.isEmpty()) {
            return _ -> Trust.NONE;
        }
        shared.knowledge().sawRefusal();
        missing.refused.blobs().stream()
                .filter(blob -> !named.contains(blob.digest()))
                .forEach(blob -> shared.knowledge().sawBlob(order.targetRepository(), blob.digest()));
        return blob -> named.contains(blob.digest()) ? Trust.ELSEWHERE : Trust.ASKED;
    }

    /** It lacked more than it named: each blob is asked for, and what it names now is sent. */
    private Function<Descriptor, Trust> trustAtLast(SomethingMissing missing) {
        var named = missing.fault.named();
        shared.knowledge().sawHalfARefusal();
        return blob -> named.isEmpty() || named.contains(blob.digest()) ? Trust.NONE : Trust.ASKED;
    }

    private Planner planner() {
        return new Planner(source, target, order, limits, tally, shared.knowledge());
    }

    private CopyResult carryOut(CopySteps steps, Function<Descriptor, Trust> trust) {
        tally.on(new CopyEvent.Planned(steps.manifests(), steps.blobs().size(), steps.blobBytes()));
        if (!order.gate().maySend(blobs.mostBytes(steps.blobs()))) {
            return new CopyResult.Stopped(report());
        }
        var scope = new Scope("copy-", limits.parallelBlobs());
        for (var turn : blobs.turns(steps.blobs())) {
            scope.forEach(turn, blob -> blobs.provide(blob, trust.apply(blob)));
        }
        for (var wave : steps.waves()) {
            scope.forEach(wave, this::provide);
        }
        order.targetTag().ifPresent(tag -> shared.knowledge().lostTag(order.targetRepository(), tag));
        try {
            return order.targetTag().isPresent() ? putRoot(steps.root()) : putUntagged(steps.root());
        } catch (ArtifactFault refused) {
            // An immutable tag is refused also where it would not move.
            if (held.asked().equals(Optional.of(order.root()))) {
                return new CopyResult.AlreadyPresent(report());
            }
            throw refused;
        }
    }

    private CopyResult putRoot(Manifest root) {
        if (!put(order.target(), root, order.gate()::mayWrite)) {
            return new CopyResult.Stopped(report());
        }
        held.saw();
        return new CopyResult.Copied(report());
    }

    /** Without a tag it may be somebody else's child, so it comes in as children do. */
    private CopyResult putUntagged(Manifest root) {
        var place = new Shared.Place(order.targetRepository(), order.root());
        var ours = new ArrayList<CopyResult>();
        do {
            if (shared.places().runOrWait(place, () -> ours.add(putRoot(root)))) {
                return ours.getFirst();
            }
        } while (!shared.knowledge().hasManifest(order.targetRepository(), order.root()));
        return new CopyResult.AlreadyPresent(report());
    }

    /**
     * One copy at a time brings a child into a repository, and the others find it there: distribution 2.8 refuses an index
     * while another copy writes the link of a child that it verifies.
     */
    private void provide(CopySteps.Child child) {
        var place = new Shared.Place(order.targetRepository(), child.digest());
        while (!isKnown(child)) {
            if (shared.places().runOrWait(place, () -> bring(child))) {
                return;
            }
        }
        tally.on(new CopyEvent.ManifestSkipped(child.manifest().descriptor()));
    }

    /** Who saw that it is not there may come when another has brought it and is gone. */
    private void bring(CopySteps.Child child) {
        if (isKnown(child)) {
            tally.on(new CopyEvent.ManifestSkipped(child.manifest().descriptor()));
        } else {
            put(child.digest().toString(), child.manifest(), () -> true);
        }
    }

    private boolean isKnown(CopySteps.Child child) {
        return shared.knowledge().hasManifest(order.targetRepository(), child.digest());
    }

    private boolean put(String tagOrDigest, Manifest manifest, BooleanSupplier gate) {
        try {
            if (!target.putManifest(order.targetRepository(), tagOrDigest, manifest, gate)) {
                return false;
            }
        } catch (ArtifactFault fault) {
            throw MISSING.contains(fault.code()) ? new SomethingMissing(manifest, fault) : fault;
        } catch (RegistryFault fault) {
            if (!isThereAllTheSame(tagOrDigest, manifest, fault)) {
                throw fault;
            }
        }
        shared.knowledge().sawManifest(order.targetRepository(), manifest.digest());
        tally.on(new CopyEvent.ManifestSent(manifest.descriptor()));
        return true;
    }

    /** The target may have taken a manifest although its answer never came. */
    private boolean isThereAllTheSame(String tagOrDigest, Manifest manifest, RegistryFault fault) {
        if (!ANSWER_LOST.contains(fault.code())) {
            return false;
        }
        try {
            return target.headManifest(order.targetRepository(), tagOrDigest)
                    .map(there -> manifest.is(there.digest()))
                    .orElse(false);
        } catch (RegistryException away) {
            fault.addSuppressed(away);
            return false;
        }
    }

    private CopyReport report() {
        return tally.report(order.root());
    }
}
