package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** What was understood of an event that is neither a push nor a deletion, so that audit tools need not read its payload. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EventDetails.Pulled.class, name = "pulled"),
    @JsonSubTypes.Type(value = EventDetails.TagRemoved.class, name = "tag-removed"),
    @JsonSubTypes.Type(value = EventDetails.Scanned.class, name = "scanned"),
    @JsonSubTypes.Type(value = EventDetails.QuotaReached.class, name = "quota-reached"),
    @JsonSubTypes.Type(value = EventDetails.HarborReplication.class, name = "harbor-replication"),
    @JsonSubTypes.Type(value = EventDetails.RetentionRun.class, name = "retention-run")
})
public sealed interface EventDetails {
    /** A manifest was read; Harbor says so once for an index and once more for each child. */
    record Pulled(ImageName image, Digest digest) implements EventDetails {}

    /** A tag was taken off, and the sender does not say from which manifest; that may well be there still. */
    record TagRemoved(ImageName image) implements EventDetails {}

    /**
     * A scan has ended. Of an index there is one for each child, under the index's tag.
     *
     * @param scanType {@code vulnerability} or {@code sbom}
     * @param severity of the worst finding, in the scanner's words
     * @param findings how many
     * @param fixable how many of them a newer package mends
     * @param scanner name and version
     */
    record Scanned(
            ImageName image,
            Digest digest,
            ScanOutcome outcome,
            Optional<String> scanType,
            Optional<String> severity,
            Optional<Integer> findings,
            Optional<Integer> fixable,
            Optional<String> scanner)
            implements EventDetails {}

    /** How a scan ended. */
    enum ScanOutcome {
        COMPLETED,
        FAILED,
        STOPPED
    }

    /**
     * A project has not much room left, or none. Harbor says so for each request that it warns of or refuses, and also
     * where the push then failed.
     *
     * @param exceeded whether something was refused
     * @param image what was being pushed, where that was a manifest
     * @param message Harbor's own
     */
    record QuotaReached(String repository, boolean exceeded, Optional<ImageName> image, Optional<String> message)
            implements EventDetails {}

    /**
     * A task of Harbor's own replication has changed its status.
     *
     * @param source address of the registry that is read
     * @param target address of the registry that is written to
     * @param succeeded in Harbor's words, {@code app [1 item(s) in total]}; those are no image names
     * @param failed likewise
     */
    record HarborReplication(
            String status,
            long executionId,
            long taskId,
            Optional<String> source,
            Optional<String> target,
            List<String> succeeded,
            List<String> failed)
            implements EventDetails {
        public HarborReplication {
            succeeded = List.copyOf(succeeded);
            failed = List.copyOf(failed);
        }
    }

    /**
     * A retention policy has deleted artifacts of one repository.
     *
     * @param deleted {@code app:v0} or {@code app@sha256:…}, without the project; one of its tags for each artifact
     */
    record RetentionRun(String project, long policyId, int total, int retained, String result, List<String> deleted)
            implements EventDetails {
        public RetentionRun {
            deleted = List.copyOf(deleted);
        }
    }
}
