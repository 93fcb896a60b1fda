package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds out what a copy has to send: reads manifests at the source level by level, and passes over those which the target
 * has. For one copy.
 */
final class Planner {
    private final Registry source;
    private final Registry target;
    private final CopyOrder order;
    private final CopyLimits limits;
    private final CopyListener listener;

    private final Set<Digest> seen = new LinkedHashSet<>();
    private final Map<Digest, Manifest> found = new LinkedHashMap<>();
    private final List<Descriptor> looseBlobs = new ArrayList<>();
    private final AtomicLong bytes = new AtomicLong();

    Planner(Registry source, Registry target, CopyOrder order, CopyLimits limits, CopyListener listener) {
        this.source = source;
        this.target = target;
        this.order = order;
        this.limits = limits;
        this.listener = listener;
    }

    /** The root alone: the target has all that it refers to. */
    CopyPlan rootOnly() {
        return new CopyPlan(List.of(), List.of(), root());
    }

    /** @param trusting whether a manifest that the target says it has is passed over, with all below it */
    CopyPlan all(boolean trusting) {
        var root = root();
        var level = unseen(root.children());
        for (int depth = 2; !level.isEmpty(); depth++) {
            if (depth > limits.deepest()) {
                throw tooLarge("it is nested deeper than " + limits.deepest() + " manifests");
            }
            level = unseen(read(level, trusting));
        }
        var plan = CopyPlan.of(root, found, looseBlobs);
        if (plan.blobs().size() > limits.mostBlobs()) {
            throw tooLarge("it has more than " + limits.mostBlobs() + " blobs");
        }
        return plan;
    }

    private Manifest root() {
        var root = source.getManifest(order.sourceRepository(), order.root().toString())
                .orElseThrow(() -> missing("its manifest", order.root()));
        noteRead(root);
        return root;
    }

    /** The manifests among {@code children} that are new; BuildKit's cache is an index that lists blobs as well. */
    private List<Descriptor> unseen(Collection<Descriptor> children) {
        var unseen = new ArrayList<Descriptor>();
        for (var child : children) {
            if (!child.mediaType().namesManifest()) {
                looseBlobs.add(child);
            } else if (seen.add(child.digest())) {
                unseen.add(child);
            }
        }
        if (seen.size() > limits.mostManifests()) {
            throw tooLarge("it has more than " + limits.mostManifests() + " manifests");
        }
        return unseen;
    }

    /** Reads one level. @return what the manifests on it list in their turn */
    private List<Descriptor> read(List<Descriptor> level, boolean trusting) {
        var read = new ConcurrentHashMap<Digest, Manifest>();
        new Scope("copy-plan-", limits.parallelBlobs()).forEach(level, child -> {
            if (trusting && isAtTarget(child)) {
                listener.on(new CopyEvent.ManifestSkipped(child));
            } else {
                read.put(child.digest(), read(child));
            }
        });
        found.putAll(read);
        return read.values().stream()
                .flatMap(manifest -> manifest.children().stream())
                .toList();
    }

    private boolean isAtTarget(Descriptor child) {
        return target.headManifest(order.targetRepository(), child.digest().toString())
                .isPresent();
    }

    private Manifest read(Descriptor child) {
        var manifest = source.getManifest(
                        order.sourceRepository(), child.digest().toString())
                .orElseThrow(() -> missing("a manifest that it lists", child.digest()));
        if (manifest.size() != child.size()) {
            throw new ArtifactFault(
                    ArtifactFault.SIZE_MISMATCH,
                    message("the manifest " + child.digest() + " has " + manifest.size() + " bytes, its index says "
                            + child.size()));
        }
        noteRead(manifest);
        return manifest;
    }

    private void noteRead(Manifest manifest) {
        listener.on(new CopyEvent.ManifestRead(manifest.descriptor()));
        if (bytes.addAndGet(manifest.size()) > limits.manifestBytes()) {
            throw tooLarge("its manifests have more than " + limits.manifestBytes() + " bytes");
        }
    }

    private ArtifactFault missing(String what, Digest digest) {
        return new ArtifactFault(
                ArtifactFault.MANIFEST_UNKNOWN, message(what + " is not there: " + digest), Set.of(digest));
    }

    private ArtifactFault tooLarge(String saw) {
        return new ArtifactFault(ArtifactFault.TOO_LARGE, message(saw));
    }

    private String message(String saw) {
        return "Cannot copy " + order.sourceRepository() + "@" + order.root() + " from " + source.host() + ": " + saw
                + ". Push it anew, or leave it out.";
    }
}
