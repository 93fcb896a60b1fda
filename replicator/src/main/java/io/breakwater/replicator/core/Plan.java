package io.breakwater.replicator.core;

import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What is to be done about a cause. Decided from the record and the configuration alone. */
public sealed interface Plan {
    /** The registries are to be asked about one name. */
    sealed interface OfImage extends Plan {
        ImageName image();

        String targetRepository();
    }

    /**
     * Look at the primary and bring the standby to what is there.
     *
     * @param asked the digest that the cause spoke of; the primary may hold another by now
     * @param backfill whether it has time, and lets what happens now go first
     */
    record Copy(ImageName image, Optional<Digest> asked, String targetRepository, boolean backfill)
            implements OfImage {}

    /**
     * Take the name away from the standby, not before {@code notBefore}, and only while it means {@code digest} there and
     * nothing at the primary.
     */
    record Delete(ImageName image, Digest digest, Instant notBefore, String targetRepository) implements OfImage {}

    /** Nothing to do; the ledger says why. */
    record Settle(Optional<ImageName> image, Outcome outcome, Reason reason) implements Plan {}

    /** Can't be done by anybody: to the dead letters. */
    record Reject(Reason reason) implements Plan {}

    /** The plan for one cause. */
    static Plan of(Cause cause, Rules rules) {
        return switch (cause) {
            case Cause.Event(var event) -> of(event, rules);
            case Cause.Request(var request) -> of(request, rules);
            case Cause.Unreadable(var error) ->
                new Reject(new Reason(
                        "UNREADABLE",
                        "The record can't be read: " + error
                                + ". It is kept in the dead letters as it was; mend its writer and send it again."));
        };
    }

    private static Plan of(RegistryEvent event, Rules rules) {
        return switch (event) {
            case RegistryEvent.Pushed pushed
            when pushed.origin().side() == Side.PRIMARY ->
                copy(pushed.image(), Optional.of(pushed.digest()), false, rules);
            case RegistryEvent.Pushed pushed ->
                filtered(
                        pushed.image(),
                        "PUSHED_TO_STANDBY",
                        "Pushed to the standby; only pushes to the primary are copied.");
            case RegistryEvent.Deleted deleted
            when deleted.origin().side() == Side.STANDBY ->
                filtered(deleted.image(), "DELETED_AT_STANDBY", "Deleted at the standby; the auditor sees to that.");
            case RegistryEvent.Deleted deleted -> deleted(deleted.image(), rules.deletes());
            case RegistryEvent.Other other
            when other.details()
                    .filter(EventDetails.TagRemoved.class::isInstance)
                    .isPresent() ->
                new Settle(
                        Optional.empty(),
                        Outcome.FILTERED,
                        new Reason(
                                "TAG_REMOVED",
                                "A tag was taken off. Of which digest is not said, so no delete follows from it: the"
                                        + " other side keeps the tag."));
            case RegistryEvent.Other other ->
                new Settle(
                        Optional.empty(),
                        Outcome.FILTERED,
                        new Reason("NO_IMAGE_CHANGED", beginning(other.eventType()) + " changes no image."));
        };
    }

    /** The sender's own word may be as long as a record, and the ledger's must fit beside it. */
    private static String beginning(String word) {
        return word.length() > 200 ? word.substring(0, 200) : word;
    }

    private static Plan of(ReplicationRequest request, Rules rules) {
        return switch (request) {
            case ReplicationRequest.Copy copy ->
                copy(copy.image(), Optional.empty(), copy.purpose() == Purpose.BACKFILL, rules);
            case ReplicationRequest.Failback failback ->
                filtered(failback.image(), "FAILBACK_OFF", "No rule allows writing to the primary.");
            case ReplicationRequest.Delete delete ->
                switch (rules.deletes()) {
                    case Deletes.Ignore _ -> deleted(delete.image(), rules.deletes());
                    case Deletes.Mirror _ -> delete(delete, rules);
                };
        };
    }

    /** An event never deletes anything: the delay is kept by who asks for it afterwards (decision 0008). */
    private static Plan deleted(ImageName image, Deletes rule) {
        return switch (rule) {
            case Deletes.Ignore _ ->
                filtered(image, "DELETES_IGNORED", "Deleted at the primary; no rule says that deletes are followed.");
            case Deletes.Mirror mirror ->
                filtered(
                        image,
                        "DELETE_DELAYED",
                        "Deleted at the primary; the standby keeps it for " + mirror.after()
                                + " by rule, and then until a request to delete it comes.");
        };
    }

    private static Plan delete(ReplicationRequest.Delete request, Rules rules) {
        return mapped(
                request.image(),
                rules,
                target -> new Delete(request.image(), request.digest(), request.notBefore(), target));
    }

    private static Plan copy(ImageName image, Optional<Digest> asked, boolean backfill, Rules rules) {
        return mapped(image, rules, target -> new Copy(image, asked, target, backfill));
    }

    private static Plan mapped(ImageName image, Rules rules, Function<String, Plan> plan) {
        return rules.mapping()
                .toStandby(image.repository())
                .map(plan)
                .orElseGet(() -> filtered(
                        image,
                        "NO_RULE",
                        "No mapping rule makes a name of at most 255 characters of " + image.repository()
                                + ". Add one to `mapping` in breakwater.yaml if it should be copied."));
    }

    /** What is left of a request when an operator has cancelled its batch (decision 0012). */
    static Settle cancelled(ImageName image, BatchName batch) {
        return filtered(
                image,
                Reason.CANCELLED,
                "An operator cancelled " + batch.value() + ", which it belongs to; operations.audit says who and why.");
    }

    private static Settle filtered(ImageName image, String code, String message) {
        return new Settle(Optional.of(image), Outcome.FILTERED, new Reason(code, message));
    }
}
