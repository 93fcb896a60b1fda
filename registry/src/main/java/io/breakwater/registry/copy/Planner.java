package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Explanation;
import io.breakwater.registry.Registry;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MalformedManifest;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Finds out what a copy has to send: reads manifests at the source level by level, and passes over those which the target
 * is known, or on asking says, to have. For one copy.
 */
final class Planner {
    private final Registry source;
    private final Registry target;
    private final CopyOrder order;
    private final CopyLimits limits;
    private final CopyListener listener;
    private final Knowledge knowledge;

    private final Set<Digest> seen = new LinkedHashSet<>();
    private final Map<Digest, Manifest> found = new LinkedHashMap<>();
    private final List<Descriptor> looseBlobs = new ArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();

    Planner(
            Registry source,
            Registry target,
            CopyOrder order,
            CopyLimits limits,
            CopyListener listener,
            Knowledge knowledge) {
        this.source = source;
        this.target = target;
        this.order = order;
        this.limits = limits;
        this.listener = listener;
        this.knowledge = knowledge;
    }

    /** The root alone: the target has all that it refers to. */
    CopySteps rootOnly() {
        return new CopySteps(List.of(), List.of(), root());
    }

    /** Which manifests below the root are passed over, with all below them. */
    enum Passing {
        /** Those that the target has, as far as it is known or told on asking. */
        ASKED,
        /** Those that the target is known to have. */
        KNOWN,
        NONE
    }

    /** For how many manifests the target was asked. */
    int asked() {
        return asked.get();
    }

    /** How many manifests were read at the source. */
    int read() {
        return read.get();
    }

    CopySteps all(Passing passing) {
        var root = root();
        var level = unseen(root.children());
        for (int depth = 2; !level.isEmpty(); depth++) {
            if (depth > limits.deepest()) {
                throw tooLarge("it is nested deeper than " + limits.deepest() + " manifests");
            }
            level = unseen(read(level, passing));
        }
        var steps = ruled(CopySteps.of(root, found, looseBlobs));
        if (steps.blobs().size() > limits.mostBlobs()) {
            throw tooLarge("it has more than " + limits.mostBlobs() + " blobs");
        }
        return steps;
    }

    private CopySteps ruled(CopySteps steps) {
        if (limits.foreignLayers() == ForeignLayers.COPY) {
            return steps;
        }
        steps.blobs().stream()
                .filter(Descriptor::foreign)
                .forEach(blob -> listener.on(new CopyEvent.BlobSkipped(blob)));
        return new CopySteps(
                steps.blobs().stream().filter(blob -> !blob.foreign()).toList(), steps.waves(), steps.root());
    }

    private Manifest root() {
        return manifest(order.root(), "its manifest");
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
    private List<Descriptor> read(List<Descriptor> level, Passing passing) {
        var read = new ConcurrentHashMap<Digest, Manifest>();
        each(missing(level, passing), child -> read.put(child.digest(), read(child)));
        found.putAll(read);
        return read.values().stream()
                .flatMap(manifest -> manifest.children().stream())
                .toList();
    }

    /**
     * Those that have to be read. The target is asked for one, and for the others only if it has that one: of a new index
     * it has none, of one that grew it has most.
     */
    private List<Descriptor> missing(List<Descriptor> level, Passing passing) {
        if (passing == Passing.NONE) {
            return level;
        }
        var unknown = level.stream().filter(child -> !isKnown(child)).toList();
        if (passing == Passing.KNOWN || unknown.isEmpty() || !isAtTarget(unknown.getFirst())) {
            return unknown;
        }
        var absent = ConcurrentHashMap.<Descriptor>newKeySet();
        each(unknown.subList(1, unknown.size()), child -> {
            if (!isAtTarget(child)) {
                absent.add(child);
            }
        });
        return unknown.stream().filter(absent::contains).toList();
    }

    private void each(List<Descriptor> level, Consumer<Descriptor> action) {
        new Scope("copy-plan-", limits.parallelBlobs()).forEach(level, action);
    }

    private boolean isKnown(Descriptor child) {
        var known = knowledge.hasManifest(order.targetRepository(), child.digest());
        if (known) {
            listener.on(new CopyEvent.ManifestSkipped(child));
        }
        return known;
    }

    private boolean isAtTarget(Descriptor child) {
        asked.incrementAndGet();
        var there = target.headManifest(order.targetRepository(), child.digest().toString());
        if (there.isPresent()) {
            knowledge.sawManifest(order.targetRepository(), child.digest());
            listener.on(new CopyEvent.ManifestSkipped(child));
        }
        return there.isPresent();
    }

    private Manifest read(Descriptor child) {
        var manifest = inlined(child).orElseGet(() -> manifest(child.digest(), "a manifest that it lists"));
        if (manifest.size() != child.size()) {
            throw new ArtifactFault(
                    ArtifactFault.SIZE_MISMATCH,
                    message("the manifest " + child.digest() + " has " + manifest.size() + " bytes, its index says "
                            + child.size()));
        }
        return manifest;
    }

    private Optional<Manifest> inlined(Descriptor child) {
        try {
            return child.data()
                    .filter(_ ->
                            child.mediaType().isManifest() || child.mediaType().isIndex())
                    .map(data -> Manifest.of(data.bytes(), child.mediaType()));
        } catch (MalformedManifest e) {
            // The source may have told another type with it.
            return Optional.empty();
        }
    }

    /** From memory if it was read before, otherwise from the source. */
    private Manifest manifest(Digest digest, String what) {
        var kept = knowledge.manifest(digest);
        var manifest = kept.orElseGet(() -> source.getManifest(order.sourceRepository(), digest.toString())
                .orElseThrow(() -> missing(what, digest)));
        if (kept.isEmpty()) {
            read.incrementAndGet();
            listener.on(new CopyEvent.ManifestRead(manifest.descriptor()));
            knowledge.keep(manifest);
        }
        if (bytes.addAndGet(manifest.size()) > limits.manifestBytes()) {
            throw tooLarge("its manifests have more than " + limits.manifestBytes() + " bytes");
        }
        return manifest;
    }

    private ArtifactFault missing(String what, Digest digest) {
        return new ArtifactFault(
                ArtifactFault.MANIFEST_UNKNOWN, message(what + " is not there: " + digest), Set.of(digest));
    }

    private ArtifactFault tooLarge(String saw) {
        return new ArtifactFault(ArtifactFault.TOO_LARGE, message(saw));
    }

    private Explanation message(String saw) {
        return new Explanation(
                "Cannot copy " + order.sourceRepository() + "@" + order.root() + " from " + source.host() + ": " + saw
                        + ".",
                "Push it anew, or leave it out.");
    }
}
