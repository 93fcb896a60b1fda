package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Explanation;
import io.breakwater.registry.Registry;
import io.breakwater.registry.listing.ReferrerListing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MalformedManifest;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies what is about an artifact after the artifact itself: referrers (distribution-spec, "Listing Referrers" and
 * "Referrers Tag Schema"), what is about those, and cosign's tags. Where the target keeps no list of its own, the index
 * under the fallback tag is merged, never overwritten: by one copy of this process at a time, and while the gate says yes.
 * Two processes that do it at once may lose an entry.
 *
 * <p>Of what is about one artifact descriptors are kept, and at most one manifest: there may be a thousand of megabytes each.
 */
final class ReferrersCopy {
    /** Artifacts about one root in all, signatures of signatures included. */
    private static final int MOST = 1_000;

    private static final List<String> COSIGN = List.of(".sig", ".att", ".sbom");

    private final Registry source;
    private final Registry target;
    private final Copier copier;
    private final CopyLimits limits;
    private final Shared shared;
    private final CopyOrder order;
    private final Tally tally;
    private final List<CopyResult> results = new ArrayList<>();
    private final Queue<Subject> waiting = new ArrayDeque<>();
    private final Set<Digest> seen = new HashSet<>();
    private int listed;
    private int about;

    ReferrersCopy(Registry source, Registry target, Copier copier, CopyLimits limits, Shared shared, CopyOrder order) {
        this.tally = new Tally(order.listener(), CopyOrder.Spent.NOTHING);
        this.source = source.counting(tally.requests());
        this.target = target.counting(tally.requests());
        this.copier = copier;
        this.limits = limits;
        this.shared = shared;
        this.order = order;
    }

    /**
     * What others may be about.
     *
     * @param mayList whether it may be an index, so that it has to be read
     * @param depth manifests from what nobody lists down to it, both counted
     */
    private record Subject(Digest digest, boolean mayList, int depth) {
        static Subject of(Descriptor manifest, int depth) {
            return new Subject(manifest.digest(), !manifest.mediaType().isManifest(), depth);
        }
    }

    ReferrersResult run() {
        try {
            copyAll();
            return new ReferrersResult(results, tally.report(order.root()));
        } finally {
            tally.on(new CopyEvent.Ended(tally.report(order.root())));
        }
    }

    /** The artifact's and, of an index, of all that it lists at whatever depth; and so of whatever comes along. */
    private void copyAll() {
        add(new Subject(order.root(), true, 1));
        while (!waiting.isEmpty()) {
            var subject = waiting.remove();
            copyTags(subject.digest());
            for (var referrer : copyReferrers(subject.digest())) {
                about += add(Subject.of(referrer, 1));
            }
            for (var child : children(subject)) {
                listed += add(Subject.of(child, subject.depth() + 1));
            }
            if (listed > limits.mostManifests()) {
                throw tooLarge("more than " + limits.mostManifests() + " artifacts");
            }
        }
    }

    /** @return how many it adds: one, or none if it was seen before */
    private int add(Subject subject) {
        return seen.add(subject.digest()) && waiting.add(subject) ? 1 : 0;
    }

    private List<Descriptor> children(Subject subject) {
        var index = subject.mayList() ? manifest(subject.digest()) : Optional.<Manifest>empty();
        var children = index.map(Manifest::children).orElse(List.of()).stream()
                .filter(child -> child.mediaType().namesManifest())
                .toList();
        if (!children.isEmpty() && subject.depth() == limits.deepest()) {
            throw tooLarge("it is nested deeper than " + limits.deepest() + " manifests");
        }
        return children;
    }

    private ArtifactFault tooLarge(String saw) {
        return new ArtifactFault(
                ArtifactFault.TOO_LARGE,
                new Explanation(
                        "Cannot copy what is about " + order.sourceRepository() + "@" + order.root() + " from "
                                + source.host() + ": " + saw + ".",
                        "Leave it out."));
    }

    private List<Descriptor> copyReferrers(Digest subject) {
        var listing = source.listReferrers(order.sourceRepository(), subject);
        if (listing instanceof ReferrerListing.ByTag(var index, var _)) {
            read(index);
        }
        requireFew(listing);
        var referrers = new ArrayList<Descriptor>();
        for (var referrer : listing.referrers()) {
            var digest = referrer.descriptor().digest();
            // A list may name what is gone, or what is about something else.
            atSource(digest, subject).ifPresent(own -> {
                var result = copier.copy(order(digest, Optional.empty()));
                results.add(result);
                if (!(result instanceof CopyResult.Stopped)) {
                    referrers.add(own);
                }
            });
        }
        if (!referrers.isEmpty()) {
            var list = new Shared.Place(order.targetRepository(), subject);
            shared.lists().runAlone(list, () -> keepList(subject, referrers));
        }
        return referrers;
    }

    /** All that it names counts, also what is gone: to find that out would be a request for each. */
    private void requireFew(ReferrerListing listing) {
        var unseen = listing.referrers().stream()
                .filter(referrer -> !seen.contains(referrer.descriptor().digest()))
                .count();
        if (about + unseen > MOST) {
            throw tooLarge("more than " + MOST + " artifacts");
        }
    }

    private Optional<Descriptor> atSource(Digest referrer, Digest subject) {
        return pulled(referrer).filter(own -> isAbout(own, subject)).map(Manifest::descriptor);
    }

    private Optional<Manifest> pulled(Digest digest) {
        var manifest = source.getManifest(order.sourceRepository(), digest.toString());
        manifest.ifPresent(this::read);
        // The copy needs it next, and then the list.
        manifest.ifPresent(shared.knowledge()::keep);
        return manifest;
    }

    private void read(Manifest manifest) {
        tally.on(new CopyEvent.ManifestRead(manifest.descriptor()));
    }

    private static boolean isAbout(Manifest referrer, Digest subject) {
        return referrer.subject()
                .map(Descriptor::digest)
                .filter(subject::equals)
                .isPresent();
    }

    private void keepList(Digest subject, List<Descriptor> referrers) {
        var existing = switch (target.listReferrers(order.targetRepository(), subject)) {
            case ReferrerListing.ByApi _ -> Optional.<Manifest>empty();
            case ReferrerListing.ByTag(var index, var _) -> Optional.of(index);
            case ReferrerListing.None() -> Optional.of(ReferrersIndex.empty());
        };
        if (existing.isEmpty()) {
            return;
        }
        var merged = merged(subject, existing.get(), referrers);
        if (!merged.equals(existing.get()) && !putList(subject, merged)) {
            results.add(new CopyResult.Stopped(CopyReport.nothing(subject)));
        }
    }

    /** Entry by entry: what the source lists beside these is not at the target. */
    private Manifest merged(Digest subject, Manifest existing, List<Descriptor> referrers) {
        var listed =
                existing.children().stream().map(Descriptor::digest).collect(Collectors.toCollection(HashSet::new));
        var merged = existing;
        for (var referrer : referrers) {
            if (listed.add(referrer.digest())) {
                merged = merged(subject, merged, manifest(referrer.digest()));
            }
        }
        return merged;
    }

    /** @param referrer empty if it has gone from the source since */
    private Manifest merged(Digest subject, Manifest list, Optional<Manifest> referrer) {
        try {
            return referrer.map(own -> ReferrersIndex.merge(list, ReferrersIndex.of(own)))
                    .orElse(list);
        } catch (MalformedManifest e) {
            throw new ArtifactFault(
                    ArtifactFault.MANIFEST_INVALID,
                    new Explanation(
                            "Cannot keep the list of what is about " + order.targetRepository() + "@" + subject + " at "
                                    + target.host() + ": " + e.getMessage() + ".",
                            "Delete what nobody needs of it."),
                    e);
        }
    }

    /** It has just been read, so as a rule it is still in memory. */
    private Optional<Manifest> manifest(Digest digest) {
        return shared.knowledge().manifest(digest).or(() -> pulled(digest));
    }

    private boolean putList(Digest subject, Manifest list) {
        var written = target.pushing()
                .putManifest(order.targetRepository(), ReferrersIndex.tag(subject), list, order.gate()::mayWrite);
        if (written) {
            tally.on(new CopyEvent.ManifestSent(list.descriptor()));
        }
        return written;
    }

    /** {@code sha256-<hex>.sig} and its like, which are ordinary tags. */
    private void copyTags(Digest subject) {
        COSIGN.stream()
                .map(suffix -> subject.algorithm() + "-" + subject.hex() + suffix)
                // Of a SHA-512 digest it would be longer than a tag may be, so nobody can have pushed it.
                .filter(Reference::isTag)
                .forEach(this::copyTag);
    }

    private void copyTag(String tag) {
        tagAtSource(tag).ifPresent(there -> {
            // It has pushes of its own, which others may be copying at this moment.
            results.add(copier.copy(order(there, Optional.of(tag)).gated(new Unmoved(tag, there))));
        });
    }

    /** The order's gate, for one of the tags. */
    private final class Unmoved implements TagGate {
        private final String tag;
        private final Digest there;

        Unmoved(String tag, Digest there) {
            this.tag = tag;
            this.there = there;
        }

        @Override
        public boolean mayWrite() {
            return order.gate().mayWrite() && tagAtSource(tag).equals(Optional.of(there));
        }

        @Override
        public boolean maySend(long bytes) {
            return order.gate().maySend(bytes);
        }
    }

    private Optional<Digest> tagAtSource(String tag) {
        return source.headManifest(order.sourceRepository(), tag).map(Descriptor::digest);
    }

    private CopyOrder order(Digest root, Optional<String> tag) {
        return new CopyOrder(
                order.sourceRepository(), root, order.targetRepository(), tag, order.gate(), order.listener());
    }
}
