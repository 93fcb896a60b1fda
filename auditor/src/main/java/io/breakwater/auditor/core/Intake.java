package io.breakwater.auditor.core;

import io.breakwater.auditor.core.Progress.Waiting;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How a fact changes what is known. An event is a hint: it says what its sender believes. A ledger record that has
 * looked knows better than the event it answers; an event that the ledger has not answered yet is newer than what the
 * ledger knows. A fact that is known already leaves the state as it is.
 */
public final class Intake {
    /** A receiver's clock that runs further ahead of ours is wrong, and would keep an image pending for as long. */
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(1);

    private Intake() {}

    /**
     * Takes one fact in.
     *
     * @param at where the record stands that says it
     * @param now the auditor's clock
     */
    public static ImageState take(ImageState state, Fact fact, Coordinates at, Instant now) {
        return switch (fact) {
            case Fact.Event(var event) -> hear(state, event, at, now);
            case Fact.Entry(var ledger) -> read(state, ledger, at, now);
        };
    }

    private static ImageState hear(ImageState state, RegistryEvent event, Coordinates at, Instant now) {
        return switch (event) {
            case RegistryEvent.Pushed pushed -> hear(state, pushed.origin(), Optional.of(pushed.digest()), at, now);
            case RegistryEvent.Deleted deleted
            when isOvertaken(deleted, state) ->
                state.withProgress(state.progress().hear(at.offset()));
            case RegistryEvent.Deleted deleted -> hear(state, deleted.origin(), Optional.empty(), at, now);
            case RegistryEvent.Other _ -> state;
        };
    }

    /**
     * Harbor's webhooks may change places: a delete of another digest than the tag has now is older than the push that
     * moved the tag there.
     */
    static boolean isOvertaken(RegistryEvent.Deleted deleted, ImageState state) {
        return deleted.origin().side() == Side.PRIMARY
                && Sighting.digest(state.primary())
                        .filter(known -> !known.equals(deleted.digest()))
                        .isPresent();
    }

    private static ImageState hear(
            ImageState state, Origin origin, Optional<Digest> digest, Coordinates at, Instant now) {
        if (at.offset() <= state.progress().heard()) {
            return state;
        }
        return switch (origin.side()) {
            case PRIMARY -> hearOfPrimary(state, origin, digest, at, now);
            case STANDBY -> hearOfStandby(state, origin, digest, at, now);
        };
    }

    private static ImageState hearOfPrimary(
            ImageState state, Origin origin, Optional<Digest> digest, Coordinates at, Instant now) {
        var heard = state.withProgress(
                state.progress().hear(new Waiting(at.offset(), begin(origin, now), digest.isPresent())));
        // The ledger may have filtered this event before we read it: only now it shows that it was a push.
        var filtered = digest.isPresent()
                && heard.answer().filter(answer -> answer.filters(at.offset())).isPresent();
        return seePrimary(
                filtered ? heard.withOurs(false) : heard,
                new Sighting(digest, origin.receivedAt(), at, at.offset()),
                at.offset() > upTo(state.primary()));
    }

    /**
     * The standby tells us of our own pushes too, late and in any order. So its word counts only if it speaks of a time
     * after what we know, and waits for an answer only if it says something new.
     */
    private static ImageState hearOfStandby(
            ImageState state, Origin origin, Optional<Digest> digest, Coordinates at, Instant now) {
        var stale = state.standby()
                .filter(known -> !origin.occurredAt().isAfter(known.seenAt()))
                .isPresent();
        if (stale || digest.equals(Sighting.digest(state.standby()))) {
            return state.withProgress(state.progress().hear(at.offset()));
        }
        return state.withProgress(state.progress().hear(new Waiting(at.offset(), begin(origin, now), false)))
                .withStandby(new Sighting(digest, origin.occurredAt(), at, at.offset()));
    }

    private static ImageState read(ImageState state, LedgerRecord ledger, Coordinates at, Instant now) {
        var offset = ledger.cause().offset();
        var progress = state.progress();
        if (Answer.answersEvent(ledger.cause()) && offset > progress.answered()) {
            var ours = ledger.outcome() == Outcome.FILTERED ? state.ours() && !progress.isWaitingPush(offset) : true;
            return look(
                    state.withOurs(ours).withProgress(progress.answer(offset, settles(ledger.outcome()), now)),
                    ledger,
                    at);
        }
        // It may have overtaken an older request, which is still worked on, and says nothing of either side.
        if (isCancelled(ledger)) {
            return state;
        }
        if (Answer.answersRequest(ledger.cause()) && offset > progress.answeredRequest()) {
            var ours = state.ours() || ledger.outcome() != Outcome.FILTERED;
            return look(state.withOurs(ours).withProgress(progress.answerRequest(offset)), ledger, at);
        }
        return state;
    }

    /** Whether nobody looked anywhere, since an operator had cancelled the request. */
    private static boolean isCancelled(LedgerRecord ledger) {
        return ledger.resolvedAt().isEmpty()
                && ledger.reason()
                        .filter(reason -> reason.code().equals(Reason.CANCELLED))
                        .isPresent();
    }

    /** Takes what the work saw at both ends. */
    private static ImageState look(ImageState state, LedgerRecord ledger, Coordinates at) {
        var answered = state.withAnswer(Answer.of(ledger, at));
        var withPrimary = primaryOf(ledger, at, state.progress().answered())
                .map(seen -> seePrimary(answered, seen, seen.upTo() >= upTo(state.primary())))
                .orElse(answered);
        var withBoth = standbyOf(ledger, at, state.progress().answered())
                .filter(seen -> !isOvertaken(seen, state.standby()))
                .map(withPrimary::withStandby)
                .orElse(withPrimary);
        return withBoth.isInSync() ? withBoth.withProgress(withBoth.progress().settled()) : withBoth;
    }

    /** Absent if the work never looked there: a missing digest proves nothing then. */
    private static Optional<Sighting> primaryOf(LedgerRecord ledger, Coordinates at, long upTo) {
        var looked = ledger.resolvedAt().isPresent() || ledger.sourceDigest().isPresent();
        var deletedThere = ledger.outcome() == Outcome.DELETED && Answer.answersEvent(ledger.cause());
        return looked || deletedThere
                ? Optional.of(
                        new Sighting(ledger.sourceDigest(), ledger.resolvedAt().orElse(ledger.recordedAt()), at, upTo))
                : Optional.empty();
    }

    /** As above; that a digest is missing proves something only where the name was deleted. */
    private static Optional<Sighting> standbyOf(LedgerRecord ledger, Coordinates at, long upTo) {
        return ledger.targetDigest().isPresent() || ledger.outcome() == Outcome.DELETED
                ? Optional.of(new Sighting(ledger.targetDigest(), ledger.recordedAt(), at, upTo))
                : Optional.empty();
    }

    private static ImageState seePrimary(ImageState state, Sighting seen, boolean newer) {
        return newer ? state.withPrimary(seen) : state;
    }

    private static boolean isOvertaken(Sighting seen, Optional<Sighting> known) {
        return known.filter(other -> other.isHearsay() && other.seenAt().isAfter(seen.seenAt()))
                .isPresent();
    }

    private static boolean settles(Outcome outcome) {
        return switch (outcome) {
            case FAILED, REFUSED, SUPERSEDED -> false;
            case REPLICATED, ALREADY_PRESENT, FILTERED, DELETED -> true;
        };
    }

    /** Whole milliseconds, like the clock that deadlines are compared with; never far ahead of it. */
    private static Instant begin(Origin origin, Instant now) {
        var received = origin.receivedAt();
        if (received.isBefore(now)) {
            return now;
        }
        return received.isAfter(now.plus(FURTHEST_AHEAD)) ? now : received.truncatedTo(ChronoUnit.MILLIS);
    }

    private static long upTo(Optional<Sighting> sighting) {
        return sighting.map(Sighting::upTo).orElse(-1L);
    }
}
