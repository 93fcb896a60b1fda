package io.breakwater.registry;

import io.breakwater.registry.deletion.Deletion;
import io.breakwater.registry.deletion.DeletionOrder;
import io.breakwater.registry.deletion.DeletionReport;
import io.breakwater.registry.listing.DigestListing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Deletes (OCI distribution-spec, "Content Management"). By tag a registry takes away the tag alone, if it can; by digest
 * distribution and Harbor take every tag with the manifest, while Google refuses for as long as there is one. So nothing is
 * deleted by digest before it is known which tags point to it.
 */
record Deletions(Caller caller) {
    /** How often children are tried that Google refused because of another of them; indexes nest no deeper. */
    private static final int MOST_PASSES = 4;

    private static final String DANGLING_TAG = "GOOGLE_MANIFEST_DANGLING_TAG";
    private static final String DANGLING_PARENT = "GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE";
    /** Harbor's word for the same (src/controller/artifact/controller.go, deleteDeeply); the status is 412. */
    private static final String REFERENCED_AT_HARBOR = "VIOLATE_FOREIGN_KEY_CONSTRAINT";

    Deletion tag(String repository, String tag, Digest expected, BooleanSupplier gate) {
        var current = new Manifests(caller).head(repository, tag).map(Descriptor::digest);
        if (current.isEmpty()) {
            return new Deletion.AlreadyGone();
        }
        return current.get().equals(expected) ? delete(repository, tag, gate) : new Deletion.Moved(current.get());
    }

    Deletion manifest(String repository, Digest digest, Set<String> tagsThatMayGo, BooleanSupplier gate) {
        return unlessTagged(repository, digest, tagsThatMayGo, tagsOf(repository, Set.of(digest)), gate);
    }

    DeletionReport artifact(DeletionOrder order, BooleanSupplier gate) {
        var tags = new LinkedHashMap<String, Deletion>();
        var manifests = new LinkedHashMap<Digest, Deletion>();
        manifests.put(order.digest(), new Deletion.Held());
        order.children().forEach(child -> manifests.put(child, new Deletion.Held()));
        for (var tag : order.tags()) {
            tags.put(tag, tag(order.repository(), tag, order.digest(), gate));
            if (tags.containsValue(new Deletion.Stopped())) {
                break;
            }
        }
        if (!tags.containsValue(new Deletion.Stopped())) {
            manifests(order, gate, tags, manifests);
        }
        return new DeletionReport(tags, manifests);
    }

    private void manifests(
            DeletionOrder order, BooleanSupplier gate, Map<String, Deletion> tags, Map<Digest, Deletion> manifests) {
        var all = new HashSet<>(order.children());
        all.add(order.digest());
        var pointing = tagsOf(order.repository(), all);
        var root = unlessTagged(order.repository(), order.digest(), order.tags(), pointing, gate);
        manifests.put(order.digest(), root);
        if (root.isGone()) {
            // Where a tag cannot be deleted by itself it has gone with its manifest.
            tags.replaceAll(
                    (tag, outcome) -> outcome instanceof Deletion.Unsupported ? new Deletion.Deleted() : outcome);
            children(order, pointing, manifests, gate);
        }
    }

    /** In the caller's order; whatever is refused because of its parent is tried again once others are gone. */
    private void children(
            DeletionOrder order,
            Map<Digest, Set<String>> pointing,
            Map<Digest, Deletion> outcomes,
            BooleanSupplier gate) {
        var left = order.children();
        for (int pass = 0; pass < MOST_PASSES && !left.isEmpty(); pass++) {
            var refused = new ArrayList<Digest>();
            for (var child : left) {
                var outcome = unlessTagged(order.repository(), child, Set.of(), pointing, gate);
                outcomes.put(child, outcome);
                if (outcome instanceof Deletion.Stopped) {
                    return;
                }
                if (outcome instanceof Deletion.StillReferenced) {
                    refused.add(child);
                }
            }
            if (refused.size() == left.size()) {
                return;
            }
            left = refused;
        }
    }

    private Deletion unlessTagged(
            String repository,
            Digest digest,
            Set<String> tagsThatMayGo,
            Map<Digest, Set<String>> pointing,
            BooleanSupplier gate) {
        var staying = new HashSet<>(pointing.getOrDefault(digest, Set.of()));
        staying.removeAll(tagsThatMayGo);
        return staying.isEmpty() ? delete(repository, digest.toString(), gate) : new Deletion.StillTagged(staying);
    }

    private Deletion delete(String repository, String tagOrDigest, BooleanSupplier gate) {
        var tried = "delete manifest " + Caller.name(repository, tagOrDigest);
        var uri = caller.manifest(repository, tagOrDigest);
        var call = Call.delete(What.MANIFEST, tried, uri, TokenScope.delete(repository))
                .whileOpen(gate);
        Answer answer;
        try {
            answer = caller.call(call);
        } catch (Client.GateClosed closed) {
            return new Deletion.Stopped();
        }
        if (answer.isSuccess()) {
            return new Deletion.Deleted();
        }
        if (answer.status() == 404) {
            return new Deletion.AlreadyGone();
        }
        var fault = Faults.of(What.MANIFEST, tried, answer);
        if (!(fault instanceof ArtifactFault)) {
            throw fault;
        }
        var refusal = Digest.isDigest(tagOrDigest)
                ? refusalOfManifest(answer.status(), fault)
                : refusalOfTag(answer.status(), fault);
        return refusal.orElseThrow(() -> fault);
    }

    /**
     * What a refusal means for this one manifest; empty if it means no more than any other. So a 405 says nothing of it: the
     * registry is read-only, or deletes are switched off, and it tells everybody.
     */
    private static Optional<Deletion> refusalOfManifest(int status, RegistryException fault) {
        return status == 405 ? Optional.empty() : refusal(fault);
    }

    /** It may be that tags go only with their manifest: distribution 2.8 says DIGEST_INVALID then, others 405. */
    private static Optional<Deletion> refusalOfTag(int status, RegistryException fault) {
        return status == 405 || fault.code().equals("DIGEST_INVALID")
                ? Optional.of(unsupported(fault))
                : refusal(fault);
    }

    private static Optional<Deletion> refusal(RegistryException fault) {
        return switch (fault.code()) {
            case ArtifactFault.MANIFEST_UNKNOWN -> Optional.of(new Deletion.AlreadyGone());
            case DANGLING_TAG -> Optional.of(new Deletion.StillTagged(Set.of()));
            case DANGLING_PARENT, REFERENCED_AT_HARBOR -> Optional.of(new Deletion.StillReferenced());
            case "UNSUPPORTED" -> Optional.of(unsupported(fault));
            default -> Optional.empty();
        };
    }

    private static Deletion unsupported(RegistryException fault) {
        return new Deletion.Unsupported(String.valueOf(fault.getMessage()));
    }

    /** Which tags point to each of these at present: by one list where the registry tells digests, else by asking for each. */
    private Map<Digest, Set<String>> tagsOf(String repository, Set<Digest> digests) {
        var pointing = new HashMap<Digest, Set<String>>();
        try {
            var listing = new DigestPages(caller, listed -> {
                        if (digests.contains(listed.digest())) {
                            pointing.computeIfAbsent(listed.digest(), digest -> new HashSet<>())
                                    .addAll(listed.tags());
                        }
                    })
                    .list(repository);
            var unknown = switch (listing) {
                case DigestListing.Extended(var _, var unsure) -> List.copyOf(unsure);
                case DigestListing.TagsOnly(var tags) -> tags;
            };
            for (var tag : unknown) {
                new Manifests(caller)
                        .head(repository, tag)
                        .map(Descriptor::digest)
                        .filter(digests::contains)
                        .ifPresent(digest -> pointing.computeIfAbsent(digest, key -> new HashSet<>())
                                .add(tag));
            }
        } catch (ArtifactFault e) {
            // So say registries of a repository that is gone, and some of one without tags.
            if (!e.code().equals("NAME_UNKNOWN")) {
                throw e;
            }
        }
        return pointing;
    }
}
