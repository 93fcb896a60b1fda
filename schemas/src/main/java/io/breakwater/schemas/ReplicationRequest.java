package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** One wish ({@code replication.requests}). Names its cause, so that every copy can be traced to a person or a verdict. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ReplicationRequest.Copy.class, name = "copy"),
    @JsonSubTypes.Type(value = ReplicationRequest.Failback.class, name = "failback"),
    @JsonSubTypes.Type(value = ReplicationRequest.Delete.class, name = "delete")
})
public sealed interface ReplicationRequest {
    ImageName image();

    Provenance provenance();

    /** Bring the standby to what the primary holds under this name now. */
    record Copy(ImageName image, Purpose purpose, Provenance provenance) implements ReplicationRequest {}

    /** Bring the primary to {@code digest}, which was pushed to the standby during an outage. */
    record Failback(ImageName image, Digest digest, Provenance provenance) implements ReplicationRequest {}

    /** Remove the name from the standby, not before {@code notBefore}, and only while it still means {@code digest}. */
    record Delete(ImageName image, Digest digest, Instant notBefore, Provenance provenance)
            implements ReplicationRequest {}

    /** Why a copy was asked for. */
    enum Purpose {
        REPAIR,
        REPLAY,
        BACKFILL
    }

    /**
     * Who asked.
     *
     * @param requestedBy a role ({@code auditor}) or an operator's name
     * @param causedBy the record that led to this request, if one did
     */
    record Provenance(
            String requestId, String requestedBy, String reason, Instant requestedAt, Optional<Coordinates> causedBy) {}
}
