package io.breakwater.cli.letters;

import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Topic;
import org.apache.kafka.common.errors.SerializationException;

/** What becomes of a dead letter that is to be tried again. Decided from the letter alone. */
sealed interface Requeue {
    /** It asked for something that can be asked for again. */
    record Again(ReplicationRequest request) implements Requeue {}

    /** It cannot be asked again; {@code why} ends with what to do instead. */
    record Impossible(String why) implements Requeue {}

    /** @param byName whether this letter was named, not chosen with others of its kind */
    static Requeue of(DeadLetter letter, Provenance provenance, boolean byName) {
        try {
            return letter.cause().topic().equals(Topic.REPLICATION_REQUESTS.topicName())
                    ? again(JsonSerde.of(ReplicationRequest.class).read(letter.value()), provenance, byName)
                    : of(JsonSerde.of(RegistryEvent.class).read(letter.value()), provenance);
        } catch (SerializationException e) {
            return new Impossible("it cannot be read (" + e.getMessage()
                    + "); mend its writer, have it sent again, and discard this");
        }
    }

    private static Requeue of(RegistryEvent event, Provenance provenance) {
        return switch (event) {
            case RegistryEvent.Pushed pushed -> new Again(copy(pushed.image(), provenance));
            case RegistryEvent.Deleted _, RegistryEvent.Other _ -> new Impossible("it asks for no copy; discard it");
        };
    }

    /** A burst of deletes was stopped so that somebody looks at each of them (invariant 9). */
    private static Requeue again(ReplicationRequest request, Provenance provenance, boolean byName) {
        return switch (request) {
            case ReplicationRequest.Copy copy -> new Again(copy(copy.image(), provenance));
            case ReplicationRequest.Failback failback ->
                new Again(new ReplicationRequest.Failback(failback.image(), failback.digest(), provenance));
            case ReplicationRequest.Delete _
            when !byName -> new Impossible("it asks for a delete; requeue it by its own name if it is meant");
            case ReplicationRequest.Delete delete ->
                new Again(
                        new ReplicationRequest.Delete(delete.image(), delete.digest(), delete.notBefore(), provenance));
        };
    }

    private static ReplicationRequest copy(ImageName image, Provenance provenance) {
        return new ReplicationRequest.Copy(image, Purpose.REPLAY, provenance);
    }
}
