package io.breakwater.auditor.core;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A name that was deleted at the primary and waits out its delay before the standby is asked to delete it too (decision
 * 0008, invariant 9). Its JSON is a changelog's format: members may be added, as {@link Optional}, never renamed.
 *
 * @param digest what was deleted; if the standby's name means something else by then, it stays
 * @param cause the event that said so
 * @param deletedAt when that was received
 * @param due when to ask
 */
public record Farewell(ImageName image, Digest digest, Coordinates cause, Instant deletedAt, Instant due) {
    private static final String AUDITOR = "auditor";

    /**
     * What a fact makes of a name's farewell. In doubt it is called off: an image too many costs its storage.
     *
     * @param before what there was
     * @param state what was known before the fact
     * @param delay from the deletion to the request
     */
    public static Optional<Farewell> after(
            Optional<Farewell> before, ImageState state, Fact fact, Coordinates at, Instant now, Duration delay) {
        return switch (fact) {
            case Fact.Event(RegistryEvent.Deleted deleted)
            when state.ours() && isNews(deleted.origin(), at, state) && !Intake.isOvertaken(deleted, state) ->
                Optional.of(of(deleted, at, now, delay));
            case Fact.Event(RegistryEvent.Pushed pushed) when isNews(pushed.origin(), at, state) -> Optional.empty();
            case Fact.Event(RegistryEvent.Pushed pushed)
            when pushed.origin().side() == Side.STANDBY ->
                before.filter(farewell ->
                        !farewell.deletedAt().isBefore(pushed.origin().occurredAt()));
            case Fact.Event _ -> before;
            case Fact.Entry(var ledger) -> before.filter(farewell -> !farewell.isOver(ledger));
        };
    }

    private static boolean isNews(RegistryEvent.Origin origin, Coordinates at, ImageState state) {
        return origin.side() == Side.PRIMARY && at.offset() > state.progress().heard();
    }

    private static Farewell of(RegistryEvent.Deleted deleted, Coordinates at, Instant now, Duration delay) {
        var received = deleted.origin().receivedAt();
        // A receiver's clock that runs ahead must not make it wait for ever.
        var deletedAt = received.isAfter(now) ? now : received;
        return new Farewell(deleted.image(), deleted.digest(), at, deletedAt, deletedAt.plus(delay));
    }

    /** The primary has the name again, or the standby has it no more. */
    private boolean isOver(LedgerRecord ledger) {
        var isBack = ledger.sourceDigest().isPresent()
                && ledger.resolvedAt().filter(deletedAt::isBefore).isPresent();
        return isBack || (ledger.outcome() == Outcome.DELETED && Answer.answersRequest(ledger.cause()));
    }

    /** What is asked of the replicator, which looks at both registries again before it deletes. */
    public ReplicationRequest.Delete request(Instant now) {
        return new ReplicationRequest.Delete(
                image,
                digest,
                due,
                new Provenance(
                        "delete-" + cause, AUDITOR, "deleted at the primary, " + deletedAt, now, Optional.of(cause)));
    }
}
