package io.breakwater.replicator.core;

import io.breakwater.registry.mapping.Mapping;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Side;
import java.util.Optional;

/** What is to be done about a cause. Decided from the record and the configuration alone. */
public sealed interface Plan {
    /**
     * Look at the primary and bring the standby to what is there.
     *
     * @param asked the digest that the cause spoke of; the primary may hold another by now
     */
    record Copy(ImageName image, Optional<Digest> asked, String targetRepository) implements Plan {}

    /** Nothing to do; the ledger says why. */
    record Settle(Optional<ImageName> image, Outcome outcome, Reason reason) implements Plan {}

    /** Can't be done by anybody: to the dead letters. */
    record Reject(Reason reason) implements Plan {}

    /** The plan for one cause. */
    static Plan of(Cause cause, Mapping mapping) {
        return switch (cause) {
            case Cause.Event(var event) -> of(event, mapping);
            case Cause.Request(var request) -> of(request, mapping);
            case Cause.Unreadable(var error) ->
                new Reject(new Reason(
                        "UNREADABLE",
                        "The record can't be read: " + error
                                + ". It is kept in the dead letters as it was; mend its writer and send it again."));
        };
    }

    private static Plan of(RegistryEvent event, Mapping mapping) {
        return switch (event) {
            case RegistryEvent.Pushed pushed
            when pushed.origin().side() == Side.PRIMARY -> copy(pushed.image(), Optional.of(pushed.digest()), mapping);
            case RegistryEvent.Pushed pushed ->
                filtered(
                        pushed.image(),
                        "PUSHED_TO_STANDBY",
                        "Pushed to the standby; only pushes to the primary are copied.");
            case RegistryEvent.Deleted deleted ->
                filtered(
                        deleted.image(),
                        "DELETES_IGNORED",
                        "Deleted at the primary; no rule says that deletes are followed.");
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

    private static Plan of(ReplicationRequest request, Mapping mapping) {
        return switch (request) {
            case ReplicationRequest.Copy copy -> copy(copy.image(), Optional.empty(), mapping);
            case ReplicationRequest.Failback failback ->
                filtered(failback.image(), "FAILBACK_OFF", "No rule allows writing to the primary.");
            case ReplicationRequest.Delete delete ->
                filtered(delete.image(), "DELETES_IGNORED", "No rule says that deletes are followed.");
        };
    }

    private static Plan copy(ImageName image, Optional<Digest> asked, Mapping mapping) {
        return mapping.toStandby(image.repository())
                .<Plan>map(target -> new Copy(image, asked, target))
                .orElseGet(() -> filtered(
                        image,
                        "NO_RULE",
                        "No mapping rule makes a name of at most 255 characters of " + image.repository()
                                + ". Add one to `mapping` in breakwater.yaml if it should be copied."));
    }

    private static Settle filtered(ImageName image, String code, String message) {
        return new Settle(Optional.of(image), Outcome.FILTERED, new Reason(code, message));
    }
}
