package io.breakwater.cli;

import static io.breakwater.cli.OperatorRig.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync}, {@code dead-letters} and {@code status} on a real broker and a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorCommandsIT {
    private final RegistryProcess primary;
    private final OperatorRig rig;

    OperatorCommandsIT(@TempDir Path folder) {
        primary = RegistryProcess.start(folder.resolve("primary"));
        rig = new OperatorRig(folder, primary.host(), "127.0.0.1:2");
    }

    @AfterAll
    void stop() {
        rig.close();
        primary.close();
    }

    @Test
    void syncAsksForEveryMappedTagAndGoesOnWhereItStopped() throws Exception {
        List.of("library/a", "library/b", "library/c", "elsewhere/d")
                .forEach(name -> push(name, "v0", "v1", "v2", "v3"));
        var forecast = rig.json("sync", "library/*", "--dry-run");
        assertEquals(12, forecast.get("requests").intValue());
        assertEquals(3, forecast.get("repositories").intValue());
        assertTrue(rig.json("sync", "--dry-run").get("requests").intValue() >= 12, "all that is mapped");

        // Two runs that were killed: the first came to c while b was empty yet, the second found b and came half
        // through it.
        var batch = rig.begin("sync", Instant.now(), Map.of("images", "library/*"));
        List.of("a:v0", "a:v1", "a:v2", "a:v3", "c:v0", "b:v0", "b:v1")
                .forEach(one -> rig.ask(batch, "library/" + one));
        var rest = rig.json("sync", "library/*", "--dry-run");
        assertEquals(5, rest.get("requests").intValue());
        assertEquals(batch, rest.get("goesOn").textValue());

        var report = rig.json("sync", "library/*");

        assertEquals(batch, report.get("batch").textValue());
        assertEquals("DONE", report.get("state").textValue());
        assertEquals(12, report.get("published").intValue());
        var asked = rig.requests(batch).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
        assertEquals(12, asked.size(), "nothing twice");
        assertEquals(12, Set.copyOf(asked).size(), "and nothing lost");
        assertEquals(12, rig.json("sync", "library/*").get("published").intValue(), "a finished one begins anew");
        assertEquals(1, rig.json("sync", "library/a:v1").get("published").intValue());
        assertEquals(1, rig.run("sync", "library/nothing*").code(), "a sync of nothing is a mistake");
    }

    @Test
    void syncThatWasNeverFinishedIsGoneOnWithOnlyForADay() {
        push("age/app", "v0", "v1");
        var old = rig.begin("sync", Instant.now().minus(Duration.ofHours(25)), Map.of("images", "age/*"));
        rig.ask(old, "age/app:v0");

        var anew = rig.run("sync", "age/*", "--operator", "mira");

        assertEquals(0, anew.code(), anew::toString);
        assertTrue(anew.err().contains(old + " began at "), anew::err);
        assertTrue(anew.err().contains("more than a day ago, so a new one begins."), anew::err);
        assertTrue(anew.out().contains(": 2 requests published"), anew::out);

        var young = rig.begin("sync", Instant.now().minus(Duration.ofHours(23)), Map.of("images", "age/a*"));
        rig.ask(young, "age/app:v0");
        var goneOnWith = rig.run("sync", "age/a*");
        assertTrue(
                goneOnWith.err().contains(young + ": 1 repository to look into, going on with what began at "),
                goneOnWith::err);
        assertEquals(2, rig.requests(young).size());
    }

    @Test
    void deleteIsRequeuedByItsNameOnly() {
        var request = new ReplicationRequest.Delete(
                ImageName.parse("dead/gone:v1"),
                OperatorRig.DIGEST,
                OperatorRig.NOON,
                new ReplicationRequest.Provenance("id", "auditor", "DELETED", OperatorRig.NOON, Optional.empty()));
        var letter = letter(
                new Coordinates("replication.requests", 0, 5),
                "dead/gone:v1",
                "DELETE_BURST",
                JsonSerde.of(ReplicationRequest.class).write(request));

        var all = rig.run("dead-letters", "requeue", "--code", "DELETE_BURST", "--reason", "test");

        assertEquals(1, all.code());
        assertTrue(all.out().contains(letter + " dead/gone:v1 failed: it asks for a delete"), all::out);
        assertTrue(open().contains(letter));
        assertEquals(
                0,
                rig.run("dead-letters", "requeue", letter, "--reason", "meant").code());
        assertFalse(open().contains(letter));
    }

    @Test
    void listNamesTheNewestAndCountsTheOthers() {
        letter(0, "dead/first:v1", "QUOTA");
        letter(0, "dead/second:v1", "QUOTA");

        var list = rig.run("dead-letters", "list", "--limit", "1", "-o", "json");

        assertEquals(1, list.json().size());
        assertTrue(list.err().contains("older are not listed; raise --limit"), list::err);
        assertEquals(2, rig.run("dead-letters", "list", "--limit", "0").code());
    }

    @Test
    void requeuedLetterIsAskedForWhereItsCauseIsAndNoLongerOpen() {
        var letter = letter(1, "dead/app:v1", "DENIED");

        assertEquals(2, rig.run("dead-letters", "requeue", letter).code(), "a reason is needed");
        assertTrue(rig.run("dead-letters", "requeue", letter, "--dry-run").out().contains("would be requeued"));
        assertTrue(open().contains(letter));
        assertEquals(
                0,
                rig.run("dead-letters", "requeue", letter, "--reason", "role granted")
                        .code());

        assertFalse(open().contains(letter));
        var request = rig.records(Topic.REPLICATION_REQUESTS).stream()
                .filter(record -> new String(record.key(), UTF_8).equals("dead/app:v1"))
                .toList();
        assertEquals(1, request.size());
        assertEquals(1, request.getFirst().partition());
        assertEquals("registry.events/1@77", header(request.getFirst(), "replay-of"));
        assertEquals("role granted", header(request.getFirst(), "reason"));
        assertEquals(1, deeds("requeue", letter));
        assertEquals(
                1,
                rig.run("dead-letters", "requeue", letter, "--reason", "again").code(),
                "it is closed");
    }

    @Test
    void discardedLetterIsNoLongerOpenButStillThere() {
        var letter = letter(2, "dead/other:v1", "MANIFEST_INVALID");

        assertEquals(
                0,
                rig.run("dead-letters", "discard", "--code", "MANIFEST_INVALID", "--reason", "a test")
                        .code());

        assertFalse(open().contains(letter));
        assertTrue(rig.run("dead-letters", "list", "--all").out().contains("DISCARDED"));
        assertEquals(1, deeds("discard", letter));
        var shown = rig.run("dead-letters", "show", letter).out();
        assertTrue(shown.contains("Cannot push. Grant the role."), shown);
        assertTrue(shown.contains("\"image\" : \"dead/other:v1\""), shown);
        assertEquals(1, rig.run("dead-letters", "show", "0:999").code());
        assertEquals(
                2,
                rig.run("dead-letters", "discard", letter, "--all", "--reason", "x")
                        .code());
    }

    @Test
    void statusTellsOfRegistriesAndWhatIsOpen() {
        var before = rig.json("status");
        letter(0, "dead/status:v1", "QUOTA");
        var event = rig.push(1, "status/app:v1");
        rig.write(
                Topic.REPLICATION_LEDGER,
                1,
                "status/app:v1",
                LedgerRecord.class,
                LedgerRecords.of("registry.events", 1, Long.parseLong(event.substring(2)), Outcome.REFUSED));

        var status = rig.json("status");

        assertEquals(
                before.get("deadLetters").intValue() + 1,
                status.get("deadLetters").intValue());
        assertEquals(open("registry.events", before) + 1, open("registry.events", status));
        assertEquals(open("replication.requests", before), open("replication.requests", status));
        assertEquals(
                before.at("/ledger/outcomes/REFUSED").intValue() + 1,
                status.at("/ledger/outcomes/REFUSED").intValue());
        assertEquals(0, status.at("/group/members").intValue());
        var attention = status.get("attention").toString();
        assertTrue(attention.contains("The standby cannot be used: UNREACHABLE"), attention);
        assertTrue(attention.contains("No replicator runs"), attention);
        assertTrue(attention.contains("dead letter"), attention);
        assertFalse(attention.contains("The primary cannot be used"), attention);

        assertTrue(status.get("primary").get("up").booleanValue());
        assertFalse(status.get("standby").get("up").booleanValue());
        assertTrue(status.get("standby").get("problem").textValue().startsWith("UNREACHABLE"), status::toString);
        assertEquals(2, status.get("lag").size());
        var text = rig.run("status");
        assertEquals(0, text.code());
        assertTrue(text.out().contains("standby       127.0.0.1:2 "), text::out);
    }

    private static int open(String topic, JsonNode status) {
        for (var lag : status.get("lag")) {
            if (lag.get("topic").textValue().equals(topic)) {
                return lag.get("open").intValue();
            }
        }
        throw new AssertionError("no lag of " + topic + ": " + status);
    }

    /** Writes a dead letter of a push and says its id. */
    private String letter(int partition, String image, String code) {
        return letter(
                new Coordinates("registry.events", partition, 77),
                image,
                code,
                JsonSerde.of(RegistryEvent.class).write(OperatorRig.pushed(image)));
    }

    private String letter(Coordinates cause, String image, String code, byte[] value) {
        return rig.write(
                Topic.REPLICATION_DEAD_LETTERS,
                cause.partition(),
                image,
                DeadLetter.class,
                new DeadLetter(
                        cause,
                        Optional.of(image),
                        Base64.getEncoder().encodeToString(value),
                        Map.of("ce_id", "id"),
                        new LedgerRecord.Reason(code, "Cannot push. Grant the role."),
                        3,
                        OperatorRig.NOON));
    }

    private List<String> open() {
        return rig.json("dead-letters", "list").findValuesAsText("id");
    }

    private long deeds(String operation, String letter) {
        var place = "replication.dead-letters/" + letter.replace(":", "@");
        return rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operation().equals(operation)
                        && place.equals(record.details().get("letter")))
                .count();
    }

    private void push(String repository, String... tags) {
        try (var pusher = new RawPusher(primary.url())) {
            for (var tag : tags) {
                pusher.push(repository, TestImages.oci(7, 1, 100), tag);
            }
        }
    }
}
