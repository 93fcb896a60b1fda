package io.breakwater.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequeueTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ImageName IMAGE = ImageName.parse("library/app:v1");
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    private static final Provenance PROVENANCE = new Provenance("r", "mira", "mended", NOON, Optional.empty());
    private static final RegistryEvent.Origin ORIGIN =
            new RegistryEvent.Origin("e", Side.PRIMARY, "/webhooks/harbor", NOON, NOON, Optional.empty(), DIGEST);

    @Test
    void pushIsAskedForAgain() {
        var event = new RegistryEvent.Pushed(ORIGIN, IMAGE, DIGEST);
        var again = assertInstanceOf(Requeue.Again.class, requeue("registry.events", event(event)));
        assertEquals(new ReplicationRequest.Copy(IMAGE, Purpose.REPLAY, PROVENANCE), again.request());
    }

    @Test
    void requestStaysWhatItWasForAnotherReason() {
        var old = new Provenance("old", "auditor", "MISSING", NOON, Optional.empty());
        var delete = new ReplicationRequest.Delete(IMAGE, DIGEST, NOON, old);
        var again = assertInstanceOf(Requeue.Again.class, requeue("replication.requests", request(delete)));
        assertEquals(new ReplicationRequest.Delete(IMAGE, DIGEST, NOON, PROVENANCE), again.request());
    }

    @Test
    void deleteIsAskedForAgainOnlyWhereItWasNamed() {
        var old = new Provenance("old", "auditor", "DELETED", NOON, Optional.empty());
        var delete = request(new ReplicationRequest.Delete(IMAGE, DIGEST, NOON, old));
        var impossible = assertInstanceOf(
                Requeue.Impossible.class,
                Requeue.of(letter("replication.requests", delete), PROVENANCE, /* byName= */ false));
        assertTrue(impossible.why().contains("by its own name"), impossible::why);

        var copy = request(new ReplicationRequest.Copy(IMAGE, Purpose.REPAIR, old));
        assertInstanceOf(
                Requeue.Again.class, Requeue.of(letter("replication.requests", copy), PROVENANCE, /* byName= */ false));
    }

    @Test
    void whatCannotBeReadCannotBeAskedAgain() {
        var impossible = assertInstanceOf(Requeue.Impossible.class, requeue("registry.events", "{]".getBytes(UTF_8)));
        assertTrue(impossible.why().contains("mend its writer"), impossible::why);
    }

    @Test
    void whatAsksForNoCopyCannotBeAskedAgain() {
        var event = new RegistryEvent.Deleted(ORIGIN, IMAGE, DIGEST);
        assertInstanceOf(Requeue.Impossible.class, requeue("registry.events", event(event)));
    }

    @Test
    void lastDeedAboutALetterIsItsState() {
        var deeds = new Deeds();
        List.of(
                        deed("requeue", "replication.dead-letters/3@17"),
                        deed("discard", "replication.dead-letters/3@18"),
                        deed("replay", "replication.dead-letters/3@19"))
                .forEach(deeds::take);
        assertEquals(Letter.State.REQUEUED, deeds.about(LetterId.parse("3:17")));
        assertEquals(Letter.State.DISCARDED, deeds.about(LetterId.parse("3:18")));
        assertEquals(Letter.State.OPEN, deeds.about(LetterId.parse("3:19")));
    }

    private static OperationRecord deed(String operation, String place) {
        return new OperationRecord("o", operation, "mira", "test", NOON, Map.of("letter", place));
    }

    private static Requeue requeue(String topic, byte[] value) {
        return Requeue.of(letter(topic, value), PROVENANCE, /* byName= */ true);
    }

    private static DeadLetter letter(String topic, byte[] value) {
        return new DeadLetter(
                new Coordinates(topic, 0, 1),
                Optional.of(IMAGE.key()),
                Base64.getEncoder().encodeToString(value),
                Map.of(),
                new LedgerRecord.Reason("DENIED", "no"),
                3,
                NOON);
    }

    private static byte[] event(RegistryEvent event) {
        return JsonSerde.of(RegistryEvent.class).write(event);
    }

    private static byte[] request(ReplicationRequest request) {
        return JsonSerde.of(ReplicationRequest.class).write(request);
    }
}
