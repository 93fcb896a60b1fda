package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.deletion.Deletion;
import io.breakwater.registry.deletion.DeletionOrder;
import io.breakwater.registry.deletion.DeletionReport;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Takes one name away from the standby. Level-triggered as copies are: it is done only while the primary does not hold the
 * name and the standby's still means what was deleted. What the primary holds under its digest, tagged or listed by an
 * index, stays.
 */
final class ImageDeletion {
    private final Registry primary;
    private final Registry standby;
    private final Copier copier;

    ImageDeletion(Registry primary, Registry standby, Copier copier) {
        this.primary = primary;
        this.standby = standby;
        this.copier = copier;
    }

    /** How it ended, where nothing went wrong. */
    sealed interface Result {
        /** @param reason why, unless it simply was deleted */
        record Settled(Outcome outcome, Optional<Reason> reason, Optional<Digest> atStandby) implements Result {}

        /** We may not write at present: nothing more was deleted, and nothing is to be recorded. */
        record Stopped() implements Result {}
    }

    /**
     * Nobody may copy into the repository meanwhile.
     *
     * @param gate whether we may still write; asked before the brake, and of each delete when it is about to leave
     * @param brake whether there were not too many deletes; asked last
     */
    Result run(Plan.Delete plan, BooleanSupplier gate, BooleanSupplier brake, Trace trace) {
        var counted = standby.counting(trace.lookUps());
        trace.saw(atPrimary(plan, ImageCopy.reference(plan.image()), trace));
        var there = counted.headManifest(plan.targetRepository(), ImageCopy.reference(plan.image()))
                .map(Descriptor::digest);
        var expected = Digest.parse(plan.digest().toString());
        var inVain = inVain(plan, expected, trace.atPrimary(), there);
        if (inVain.isPresent()) {
            return inVain.get();
        }
        var keepsManifest = plan.image() instanceof ImageName.Tagged
                && atPrimary(plan, expected.toString(), trace).isPresent();
        var children = keepsManifest ? List.<Digest>of() : deletedChildren(plan, expected, trace, counted);
        if (!gate.getAsBoolean()) {
            return new Result.Stopped();
        }
        if (!brake.getAsBoolean()) {
            return settled(
                    Outcome.REFUSED,
                    "DELETE_BURST",
                    "More deletes were asked for within an hour than may be. If they are meant, send this one again from"
                            + " the dead letters, or raise replicator.deletes.at-most.",
                    there);
        }
        try {
            return keepsManifest
                    ? deleteTag(plan, expected, gate, counted)
                    : delete(plan, expected, children, gate, counted);
        } finally {
            // Also of a delete that failed nobody knows what it has taken away.
            copier.forgetTarget(
                    plan.targetRepository(), ImageCopy.reference(plan.image()), manifests(expected, children));
        }
    }

    /** Where there is nothing to delete, or no reason to. */
    private static Optional<Result> inVain(
            Plan.Delete plan, Digest expected, Optional<Digest> atPrimary, Optional<Digest> there) {
        if (atPrimary.isPresent()) {
            var message = "The primary holds " + plan.image() + " again.";
            return Optional.of(settled(Outcome.SUPERSEDED, "BACK_AT_PRIMARY", message, there));
        }
        if (there.isEmpty()) {
            var message = "The standby held no " + plan.image() + " any more.";
            return Optional.of(settled(Outcome.DELETED, "ALREADY_GONE", message, there));
        }
        return there.get().equals(expected) ? Optional.empty() : Optional.of(moved(there.get(), expected));
    }

    private static Result moved(Digest current, Digest expected) {
        var message = "The standby holds " + current + ", not " + expected + ".";
        return settled(Outcome.SUPERSEDED, "MOVED", message, Optional.of(current));
    }

    private static Set<Digest> manifests(Digest root, List<Digest> children) {
        var all = new HashSet<>(children);
        all.add(root);
        return all;
    }

    private Optional<Digest> atPrimary(Plan.Delete plan, String reference, Trace trace) {
        return primary.counting(trace.lookUps())
                .headManifest(plan.image().repository(), reference)
                .map(Descriptor::digest);
    }

    /** An index's children that the primary deleted with it; those that it holds are somebody else's too. */
    private List<Digest> deletedChildren(Plan.Delete plan, Digest root, Trace trace, Registry counted) {
        var manifest = counted.getManifest(plan.targetRepository(), root.toString());
        return manifest.stream()
                .flatMap(index -> index.children().stream())
                .filter(child -> child.mediaType().namesManifest())
                .map(Descriptor::digest)
                .distinct()
                .filter(child -> atPrimary(plan, child.toString(), trace).isEmpty())
                .toList();
    }

    private static Result deleteTag(Plan.Delete plan, Digest expected, BooleanSupplier gate, Registry counted) {
        var tag = ImageCopy.reference(plan.image());
        return of(counted.deleteTag(plan.targetRepository(), tag, expected, gate), expected);
    }

    private static Result delete(
            Plan.Delete plan, Digest expected, List<Digest> children, BooleanSupplier gate, Registry counted) {
        var tags = plan.image() instanceof ImageName.Tagged tagged ? Set.of(tagged.tag()) : Set.<String>of();
        var order = new DeletionOrder(plan.targetRepository(), expected, tags, children);
        var report = counted.deleteArtifact(order, gate);
        return report.isStopped() ? new Result.Stopped() : of(decisive(plan, report, expected), expected);
    }

    /** What became of the name itself: a tag that is gone is gone, whatever else points to its manifest. */
    private static Deletion decisive(Plan.Delete plan, DeletionReport report, Digest root) {
        var ofRoot = report.manifests().getOrDefault(root, new Deletion.Held());
        return plan.image() instanceof ImageName.Tagged tagged
                ? report.tags().getOrDefault(tagged.tag(), ofRoot)
                : ofRoot;
    }

    private static Result of(Deletion deletion, Digest expected) {
        return switch (deletion) {
            case Deletion.Deleted _, Deletion.AlreadyGone _ ->
                new Result.Settled(Outcome.DELETED, Optional.empty(), Optional.empty());
            case Deletion.Moved(var current) -> moved(current, expected);
            case Deletion.StillTagged(var tags) ->
                settled(
                        Outcome.SUPERSEDED,
                        "STILL_TAGGED",
                        "Tags of the standby point to it: " + tags + ".",
                        Optional.of(expected));
            case Deletion.StillReferenced _, Deletion.Held _ ->
                settled(
                        Outcome.SUPERSEDED,
                        "STILL_REFERENCED",
                        "An index of the standby refers to it.",
                        Optional.of(expected));
            case Deletion.Unsupported(var message) ->
                settled(
                        Outcome.REFUSED,
                        "DELETE_UNSUPPORTED",
                        "The standby cannot delete this tag alone: " + message,
                        Optional.of(expected));
            case Deletion.Stopped _ -> new Result.Stopped();
        };
    }

    private static Result settled(Outcome outcome, String code, String message, Optional<Digest> atStandby) {
        return new Result.Settled(outcome, Optional.of(new Reason(code, message)), atStandby);
    }
}
