package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.listing.ReferrerListing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Copies what is about an artifact after the artifact itself: referrers (distribution-spec, "Listing Referrers" and
 * "Referrers Tag Schema"), what is about those, and cosign's tags. Where the target keeps no list of its own, the index
 * under the fallback tag is merged, never overwritten; two who do that at once may lose an entry, so one name is one
 * writer's.
 */
final class ReferrersCopy {
    /** Artifacts about one root in all, signatures of signatures included. */
    private static final int MOST = 1_000;

    private static final List<String> COSIGN = List.of(".sig", ".att", ".sbom");

    private final Registry source;
    private final Registry target;
    private final Copier copier;
    private final CopyOrder order;
    private final List<CopyResult> results = new ArrayList<>();

    ReferrersCopy(Registry source, Registry target, Copier copier, CopyOrder order) {
        this.source = source;
        this.target = target;
        this.copier = copier;
        this.order = order;
    }

    /** @param roots the artifact and, of an index, what it lists */
    List<CopyResult> run(List<Digest> roots) {
        var waiting = new ArrayDeque<>(roots);
        var seen = new HashSet<>(roots);
        while (!waiting.isEmpty()) {
            var subject = waiting.remove();
            copyTags(subject);
            for (var referrer : copyReferrers(subject)) {
                if (seen.add(referrer.digest())) {
                    waiting.add(referrer.digest());
                }
            }
            if (seen.size() - roots.size() > MOST) {
                throw new ArtifactFault(
                        ArtifactFault.TOO_LARGE,
                        "Cannot copy what is about " + order.sourceRepository() + "@" + order.root() + " from "
                                + source.host() + ": more than " + MOST + " artifacts. Leave it out.");
            }
        }
        return List.copyOf(results);
    }

    private List<Descriptor> copyReferrers(Digest subject) {
        var listing = source.listReferrers(order.sourceRepository(), subject);
        var referrers = new ArrayList<Manifest>();
        for (var referrer : listing.referrers()) {
            var digest = referrer.descriptor().digest();
            // A list may name what is gone, or what is about something else.
            var manifest = source.getManifest(order.sourceRepository(), digest.toString());
            manifest.filter(own -> isAbout(own, subject)).ifPresent(own -> {
                results.add(copier.copy(order(digest, Optional.empty())));
                referrers.add(own);
            });
        }
        if (!referrers.isEmpty()) {
            keepList(subject, referrers);
        }
        return referrers.stream().map(Manifest::descriptor).toList();
    }

    private static boolean isAbout(Manifest referrer, Digest subject) {
        return referrer.subject()
                .map(Descriptor::digest)
                .filter(subject::equals)
                .isPresent();
    }

    private void keepList(Digest subject, List<Manifest> referrers) {
        var existing = switch (target.listReferrers(order.targetRepository(), subject)) {
            case ReferrerListing.ByApi _ -> Optional.<Manifest>empty();
            case ReferrerListing.ByTag(var index, var _) -> Optional.of(index);
            case ReferrerListing.None() -> Optional.of(ReferrersIndex.empty());
        };
        if (existing.isEmpty()) {
            return;
        }
        // Entry by entry: what the source lists beside these is not at the target.
        var merged = existing.get();
        for (var referrer : referrers) {
            merged = ReferrersIndex.merge(merged, ReferrersIndex.of(referrer));
        }
        if (!merged.equals(existing.get())) {
            target.pushing().putManifest(order.targetRepository(), ReferrersIndex.tag(subject), merged);
        }
    }

    /** {@code sha256-<hex>.sig} and its like, which are ordinary tags. */
    private void copyTags(Digest subject) {
        for (var suffix : COSIGN) {
            var tag = subject.algorithm() + "-" + subject.hex() + suffix;
            tagAtSource(tag).ifPresent(there -> {
                // It has pushes of its own, which others may be copying at this moment.
                TagGate unmoved =
                        () -> order.gate().mayWrite() && tagAtSource(tag).equals(Optional.of(there));
                results.add(copier.copy(order(there, Optional.of(tag)).gated(unmoved)));
            });
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
