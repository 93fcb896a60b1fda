package io.breakwater.cli.batch;

import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One request of a batch.
 *
 * @param of the record that it repeats, if it repeats one
 */
public record Wish(ImageName image, Purpose purpose, Optional<Coordinates> of) {
    /** The header that holds the record which a request repeats: {@code registry.events/3@90211}. */
    public static final String REPLAY_OF = "replay-of";

    private static final String OPERATOR = "operator";
    private static final String REASON = "reason";

    /** The same wish of the same batch has the same id, so that two runs of one batch can be told from two wishes. */
    ReplicationRequest request(Batch batch, String operator, Instant now) {
        var id = UUID.nameUUIDFromBytes((batch.id() + " " + image.key()).getBytes(StandardCharsets.UTF_8));
        return new ReplicationRequest.Copy(
                image, purpose, new Provenance(id.toString(), operator, batch.reason(), now, of));
    }

    Map<String, String> headers(Batch batch, String operator) {
        return headers(batch.id(), operator, batch.reason(), of);
    }

    /** What says where a request comes from, for whoever reads headers only. */
    public static Map<String, String> headers(
            String batch, String operator, String reason, Optional<Coordinates> replayOf) {
        var headers = new TreeMap<>(Map.of(BatchName.KEY, batch, OPERATOR, operator, REASON, reason));
        replayOf.ifPresent(of -> headers.put(REPLAY_OF, of.toString()));
        return headers;
    }
}
