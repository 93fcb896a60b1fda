package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.ImageName;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * Brings one name at the standby to what the primary holds. Level-triggered: the name is looked up when the work starts
 * and again right before the tag is written, so old, late and reversed events do no harm (invariant 4).
 */
final class ImageCopy {
    /** Each round is a push that came while the last one was being copied, and each of those has an event of its own. */
    private static final int MOST_ROUNDS = 10;

    private final Registry primary;
    private final Registry standby;
    private final Copier copier;
    private final boolean referrers;
    private final LongConsumer sent;

    /**
     * @param referrers whether what is about an image is copied with it
     * @param sent is told how many more bytes of a blob have left
     */
    ImageCopy(Registry primary, Registry standby, Copier copier, boolean referrers, LongConsumer sent) {
        this.primary = primary;
        this.standby = standby;
        this.copier = copier;
        this.referrers = referrers;
        this.sent = sent;
    }

    /** The same, but waiting at the registries until nobody else has anything to ask. */
    ImageCopy behindOthers() {
        return new ImageCopy(primary.behindOthers(), standby.behindOthers(), copier.behindOthers(), referrers, sent);
    }

    /** How it ended, where nothing went wrong. */
    sealed interface Result {
        /** The standby holds {@code digest} under the name; {@code wrote} unless it did before the first try. */
        record InSync(Digest digest, boolean wrote) implements Result {}

        /** The primary holds nothing under the name. */
        record Gone(Optional<Digest> atStandby) implements Result {}

        /** The tag moved again and again while we copied. */
        record Restless(Optional<Digest> atStandby) implements Result {}

        /** There is more to send, for it or for what is about it, than may be at present: it is to be begun anew. */
        record TooLarge() implements Result {}

        /** The partition may have been given to somebody else: nothing was written, nothing is to be recorded. */
        record LeaseLost() implements Result {}
    }

    /**
     * @param isNew whether nobody can have copied before what the plan's cause speaks of
     * @param lease whether we may still write; asked right before the tag is written
     * @param room whether so many bytes may be sent; asked before the first of them
     */
    Result run(Plan.Copy plan, boolean isNew, BooleanSupplier lease, LongPredicate room, Trace trace) {
        lookAtPrimary(plan, trace);
        for (var round = 0; round < MOST_ROUNDS; round++) {
            if (trace.atPrimary().isEmpty()) {
                return new Result.Gone(atStandby(plan, trace));
            }
            var root = trace.atPrimary().get();
            var gate = new Gate(() -> mayWrite(plan, root, lease, trace), room);
            var any = order(plan, root, gate, trace);
            var order = isNew && isJustPushed(plan, root) ? any.expectingNew() : any;
            var result = copier.copy(order);
            if (result instanceof CopyResult.Copied) {
                trace.wrote(root);
            }
            if (!(result instanceof CopyResult.Stopped) && copyReferrers(plan, order, trace)) {
                return new Result.InSync(root, trace.hasWritten(root));
            }
            if (gate.isTooLarge) {
                return new Result.TooLarge();
            }
            if (!lease.getAsBoolean()) {
                return new Result.LeaseLost();
            }
        }
        return new Result.Restless(atStandby(plan, trace));
    }

    /** Of one copy and what is about it. It remembers which of the two questions stopped it. */
    private static final class Gate implements TagGate {
        private final BooleanSupplier mayWrite;
        private final LongPredicate room;
        private boolean isTooLarge;

        Gate(BooleanSupplier mayWrite, LongPredicate room) {
            this.mayWrite = mayWrite;
            this.room = room;
        }

        @Override
        public boolean mayWrite() {
            return mayWrite.getAsBoolean();
        }

        @Override
        public boolean maySend(long bytes) {
            var may = room.test(bytes);
            isTooLarge |= !may;
            return may;
        }
    }

    /**
     * By rule: what is about the image, or where it is itself about another, all that is about that one, since somebody
     * has to keep the standby's list.
     *
     * @return whether all is there; if not, we may not write any more, or the tag has moved, or there is no room for it
     */
    private boolean copyReferrers(Plan.Copy plan, CopyOrder order, Trace trace) {
        if (!referrers) {
            return true;
        }
        var subject = plan.image() instanceof ImageName.Untagged
                ? primary.counting(trace.lookUps())
                        .getManifest(order.sourceRepository(), order.root().toString())
                        .flatMap(Manifest::subject)
                        .map(Descriptor::digest)
                        .orElse(order.root())
                : order.root();
        var about = new CopyOrder(
                order.sourceRepository(),
                subject,
                order.targetRepository(),
                Optional.empty(),
                order.gate(),
                listener(trace, trace.progress()::onReferrer));
        return !copier.copyReferrers(about).isStopped();
    }

    /** What the standby holds under the name: the evidence of a job that could not write it. */
    Optional<Digest> atStandby(Plan.OfImage plan, Trace trace) {
        return standby.counting(trace.lookUps())
                .headManifest(plan.targetRepository(), reference(plan.image()))
                .map(Descriptor::digest);
    }

    private void lookAtPrimary(Plan.Copy plan, Trace trace) {
        trace.saw(primary.counting(trace.lookUps())
                .headManifest(plan.image().repository(), reference(plan.image()))
                .map(Descriptor::digest));
    }

    /** The last look before the last step: does the tag still mean what was copied, and may we still write it? */
    private boolean mayWrite(Plan.Copy plan, Digest root, BooleanSupplier lease, Trace trace) {
        if (plan.image() instanceof ImageName.Tagged) {
            lookAtPrimary(plan, trace);
            if (!trace.atPrimary().equals(Optional.of(root))) {
                return false;
            }
        }
        // After the look, which may have taken long: the lease is what has to hold at the moment of writing.
        return lease.getAsBoolean();
    }

    private CopyOrder order(Plan.Copy plan, Digest root, TagGate gate, Trace trace) {
        var tag = switch (plan.image()) {
            case ImageName.Tagged tagged -> Optional.of(tagged.tag());
            case ImageName.Untagged _ -> Optional.<String>empty();
        };
        var listener = listener(trace, trace.progress());
        return new CopyOrder(plan.image().repository(), root, plan.targetRepository(), tag, gate, listener);
    }

    /** What the copy takes goes into the trace however it ends. */
    private CopyListener listener(Trace trace, CopyListener progress) {
        return event -> {
            progress.on(event);
            switch (event) {
                case CopyEvent.Ended(var report) -> trace.add(report);
                case CopyEvent.BytesSent(var _, var bytes) -> sent.accept(bytes);
                default -> {
                    // Only what it costs is of interest here.
                }
            }
        };
    }

    /**
     * What was just pushed is not at the standby yet; a replay or a repair may be about anything, and what has no tag may have
     * come there with its index.
     */
    private static boolean isJustPushed(Plan.Copy plan, Digest root) {
        return plan.image() instanceof ImageName.Tagged
                && plan.asked().map(Object::toString).equals(Optional.of(root.toString()));
    }

    static String reference(ImageName image) {
        return switch (image) {
            case ImageName.Tagged tagged -> tagged.tag();
            case ImageName.Untagged untagged -> untagged.digest().toString();
        };
    }
}
