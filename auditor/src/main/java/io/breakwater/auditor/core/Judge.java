package io.breakwater.auditor.core;

import io.breakwater.schemas.DriftChange;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** From what is known to a verdict. Every clock reading is an argument. */
public final class Judge {
    /**
     * How long a name without a verdict is remembered. A record of it that comes late finds its offset taken into
     * account and can't raise it from the dead.
     */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private Judge() {}

    /** Weighs a state that a fact has changed. */
    public static Ruling weigh(ImageState state, Instant now, Duration grace) {
        var finding = judge(state, now, grace);
        return finding.verdict()
                .map(verdict -> publish(state, verdict, finding.until(), now, grace))
                .orElseGet(() -> withdraw(state, now));
    }

    /**
     * Weighs a state that a fact has changed while the ledger may hold its answer unread: what would be called drift is
     * left to the first sweep after that. Nothing else waits.
     */
    public static Ruling weighWhileBehind(ImageState state, Instant now, Duration grace) {
        var ruling = weigh(state, now, grace);
        return ruling instanceof Ruling.Stands stands
                        && stands.verdict().verdict().isDrift()
                ? new Ruling.Unchanged(state.withPublished(state.published(), Optional.of(now)))
                : ruling;
    }

    /** Weighs a state whose {@link ImageState#due} has come. */
    public static Ruling weighWhenDue(ImageState state, Instant now, Duration grace) {
        var over = state.due().filter(due -> !due.isAfter(now)).isPresent();
        return over
                        && state.published().isEmpty()
                        && judge(state, now, grace).verdict().isEmpty()
                ? new Ruling.Forgotten()
                : weigh(state, now, grace);
    }

    /**
     * The verdict alone.
     *
     * @param verdict absent if there is nothing to judge
     * @param until when it has to be judged again by the clock alone; absent if never
     */
    record Finding(Optional<Verdict> verdict, Optional<Instant> until) {
        static final Finding NOTHING = new Finding(Optional.empty(), Optional.empty());

        static Finding of(Verdict verdict) {
            return new Finding(Optional.of(verdict), Optional.empty());
        }

        static Finding pending(Instant until) {
            return new Finding(Optional.of(Verdict.PENDING), Optional.of(until));
        }
    }

    static Finding judge(ImageState state, Instant now, Duration grace) {
        if (!state.ours()) {
            return Finding.NOTHING;
        }
        var answerDue = state.progress().waitingSince().map(since -> since.plus(grace));
        if (answerDue.filter(now::isBefore).isPresent()) {
            return Finding.pending(answerDue.get());
        }
        if (state.isGone()) {
            return Finding.NOTHING;
        }
        if (state.isInSync()) {
            return Finding.of(Verdict.IN_SYNC);
        }
        var copyDue = state.progress().unsettledSince().map(since -> since.plus(grace));
        if (copyDue.filter(now::isBefore).isPresent()) {
            return Finding.pending(copyDue.get());
        }
        return Finding.of(drift(state));
    }

    /** Of two sides that are known to differ. */
    private static Verdict drift(ImageState state) {
        if (Sighting.digest(state.standby()).isEmpty()) {
            return Verdict.MISSING;
        }
        return Sighting.digest(state.primary()).isEmpty() ? Verdict.EXTRA : Verdict.MISMATCHED;
    }

    private static Ruling publish(
            ImageState state, Verdict verdict, Optional<Instant> until, Instant now, Duration grace) {
        var before = state.published();
        var since = before.filter(known -> known.verdict() == verdict)
                .map(Published::since)
                .orElse(now);
        var judged = new DriftVerdict(
                state.image(),
                verdict,
                since,
                now,
                Sighting.evidence(state.primary()),
                Sighting.evidence(state.standby()),
                Explanation.of(state, verdict, grace));
        var next = Optional.of(Published.of(judged));
        if (next.equals(before)) {
            return new Ruling.Unchanged(state.withPublished(before, until));
        }
        var from = before.map(Published::verdict);
        var change = from.equals(Optional.of(verdict))
                ? Optional.<DriftChange>empty()
                : Optional.of(new DriftChange(from, judged));
        return new Ruling.Stands(state.withPublished(next, until), judged, change);
    }

    private static Ruling withdraw(ImageState state, Instant now) {
        var next = state.withPublished(Optional.empty(), Optional.of(now.plus(REMEMBERED)));
        return state.published().isPresent() ? new Ruling.Withdrawn(next) : new Ruling.Unchanged(next);
    }
}
