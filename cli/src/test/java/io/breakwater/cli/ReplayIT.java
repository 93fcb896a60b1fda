package io.breakwater.cli;

import static io.breakwater.cli.OperatorRig.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code breakwater replay} on a real broker. Each test has repositories of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));

    private final OperatorRig rig;

    ReplayIT(@TempDir Path folder) {
        rig = new OperatorRig(folder, "127.0.0.1:1", "127.0.0.1:2");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @Test
    void withoutConfirmItCountsAndShowsAndPublishesNothing() {
        push(0, "dry/app:v1");
        push(0, "dry/app:v1");
        push(1, "dry/app:v2");

        var preview = rig.json("replay", "--image", "dry/*");

        assertEquals(3, preview.get("matching").intValue());
        assertEquals(2, preview.get("images").intValue());
        assertEquals("dry/app:v1", preview.get("sample").get(0).get("image").textValue());
        assertEquals(List.of(), asked("dry/"));
        assertTrue(rig.run("replay", "--image", "dry/*").out().contains("Nothing was published."));
    }

    @Test
    void confirmedReplayAsksOncePerImageWhereItsEventIsAndSaysWhoAndWhy() {
        push(2, "once/app:v1");
        var newest = push(2, "once/app:v1");

        var report = replay("once/*", "--reason", "quota raised", "--operator", "mira");

        assertEquals("DONE", report.get("state").textValue());
        var requests = rig.requests(report.get("batch").textValue());
        assertEquals(1, requests.size());
        var record = requests.getFirst();
        assertEquals(2, record.partition());
        assertEquals("once/app:v1", new String(record.key(), UTF_8));
        assertEquals("registry.events/" + newest.replace(":", "@"), header(record, "replay-of"));
        assertEquals("mira", header(record, "operator"));
        assertEquals("quota raised", header(record, "reason"));
        assertEquals("io.breakwater.replication.copy-requested.v1", header(record, "ce_type"));
        assertEquals(Purpose.REPLAY, copy(record).purpose());
        assertEquals("mira", copy(record).provenance().requestedBy());
        assertEquals(
                newest,
                copy(record)
                        .provenance()
                        .causedBy()
                        .map(of -> of.partition() + ":" + of.offset())
                        .orElseThrow());
        assertEquals(
                List.of("replay", "replay-ended"), deeds(report.get("batch").textValue()));
    }

    @Test
    void outcomeSelectsByTheLedger() {
        var failed = push(0, "outcome/app:failed");
        var copied = push(0, "outcome/app:copied");
        push(0, "outcome/app:open");
        settle(failed, Outcome.FAILED);
        settle(copied, Outcome.REPLICATED);

        var preview = rig.json("replay", "--outcome", "FAILED,REFUSED", "--image", "outcome/**");

        assertEquals(1, preview.get("images").intValue());
        assertEquals(
                "outcome/app:failed", preview.get("sample").get(0).get("image").textValue());
    }

    @Test
    void offsetsSelectInclusively() {
        push(1, "offsets/app:v1");
        var second = push(1, "offsets/app:v2");
        var third = push(1, "offsets/app:v3");
        push(1, "offsets/app:v4");

        var preview = rig.json("replay", "--from-offset", second, "--to-offset", third);

        assertEquals(2, preview.get("read").intValue());
        assertEquals(2, preview.get("images").intValue());
    }

    @Test
    void requestsCanBeReplayedToo() {
        push(0, "requests/app:v1");
        replay("requests/*", "--reason", "first");

        var report = replay("requests/*", "--topic", "replication.requests", "--reason", "second");

        var record = rig.requests(report.get("batch").textValue()).getFirst();
        assertTrue(
                header(record, "replay-of").startsWith("replication.requests/0@"), () -> header(record, "replay-of"));
    }

    @Test
    void stoppedReplayIsGoneOnWithAndNothingIsAskedForTwice() throws Exception {
        IntStream.range(0, 20).forEach(number -> push(number % 3, "stop/app:v" + number));
        var process = CommandProcess.start(
                "replay",
                "--image",
                "stop/*",
                "--confirm",
                "--rate",
                "5",
                "--reason",
                "test",
                "-c",
                rig.configuration().toString());
        try (var err = process.errorReader(UTF_8)) {
            Await.until("some of it is published", () -> asked("stop/").size() >= 2);
            process.toHandle().destroy();
            err.lines().forEach(_ -> {});
        }
        assertEquals(CommandProcess.TERMINATED, process.waitFor());
        var before = asked("stop/").size();
        assertTrue(before < 20, "stopped on the way");
        var batch = header(requests("stop/").getFirst(), "batch");
        assertEquals("STOPPED", state(batch));

        var report = rig.json("replay", "resume", batch, "--rate", "1000");

        assertEquals(20, report.get("published").intValue());
        assertEquals(20, asked("stop/").size());
        assertEquals(20, new HashSet<>(asked("stop/")).size());
        assertEquals("DONE", state(batch));
        assertEquals(1, rig.run("replay", "resume", batch).code(), "nothing is left");
    }

    @Test
    void anotherOperatorCancelsARunningReplay() throws Exception {
        IntStream.range(0, 50).forEach(number -> push(number % 3, "cancel/app:v" + number));
        var running = CompletableFuture.supplyAsync(() ->
                rig.run("replay", "--image", "cancel/*", "--confirm", "--rate", "4", "--reason", "test", "-o", "json"));
        Await.until("some of it is published", () -> !asked("cancel/").isEmpty());
        var batch = header(requests("cancel/").getFirst(), "batch");

        assertEquals(2, rig.run("replay", "cancel", batch).code(), "a reason is needed");
        assertEquals(
                0,
                rig.run("replay", "cancel", batch, "--reason", "wrong images").code());

        var ended = running.get();
        assertEquals(1, ended.code());
        assertEquals("CANCELLED", ended.json().get("state").textValue());
        assertTrue(asked("cancel/").size() < 50);
        assertEquals("CANCELLED", state(batch));
        assertEquals(1, rig.run("replay", "resume", batch).code());
    }

    @Test
    void usageIsCheckedBeforeAnythingIsDone() {
        assertEquals(2, rig.run("replay").code());
        assertEquals(2, rig.run("replay", "--image", "a/*", "--confirm").code());
        assertEquals(2, rig.run("replay", "--from-offset", "9:0").code());
        assertEquals(2, rig.run("replay", "--image", "[a]").code());
        assertEquals(2, rig.run("replay", "--image", "a/*", "--rate", "0").code());
        assertEquals(
                2,
                rig.run("replay", "--topic", "replication.ledger", "--image", "a/*")
                        .code());
        assertEquals(1, rig.run("replay", "resume", "replay-nowhere").code());
    }

    private JsonNode replay(String glob, String... more) {
        var arguments = new ArrayList<>(List.of("replay", "--image", glob, "--confirm", "--rate", "1000"));
        arguments.addAll(List.of(more));
        return rig.json(arguments.toArray(String[]::new));
    }

    private String push(int partition, String image) {
        var origin =
                new RegistryEvent.Origin("id", Side.PRIMARY, "/webhooks/harbor", NOON, NOON, Optional.empty(), DIGEST);
        return rig.write(
                Topic.REGISTRY_EVENTS,
                partition,
                image,
                RegistryEvent.class,
                new RegistryEvent.Pushed(origin, ImageName.parse(image), DIGEST));
    }

    private void settle(String place, Outcome outcome) {
        var numbers = place.split(":", -1);
        var partition = Integer.parseInt(numbers[0]);
        var cause = new Coordinates("registry.events", partition, Long.parseLong(numbers[1]));
        rig.write(
                Topic.REPLICATION_LEDGER,
                partition,
                "any/name:v1",
                LedgerRecord.class,
                new LedgerRecord(
                        cause,
                        "id",
                        outcome,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        LedgerRecord.Transfer.NONE,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        NOON,
                        "one"));
    }

    private List<ConsumerRecord<byte[], byte[]>> requests(String prefix) {
        return rig.records(Topic.REPLICATION_REQUESTS).stream()
                .filter(record -> new String(record.key(), UTF_8).startsWith(prefix))
                .toList();
    }

    /** What was asked for, with repetitions. */
    private List<String> asked(String prefix) {
        return requests(prefix).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    private static ReplicationRequest.Copy copy(ConsumerRecord<byte[], byte[]> record) {
        return (ReplicationRequest.Copy) JsonSerde.of(ReplicationRequest.class).read(record.value());
    }

    private String state(String batch) {
        for (var one : rig.json("replay", "list")) {
            if (one.get("id").textValue().equals(batch)) {
                return one.get("state").textValue();
            }
        }
        throw new AssertionError("there is no batch " + batch);
    }

    private List<String> deeds(String batch) {
        return rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operationId().equals(batch)
                        || batch.equals(record.details().get("batch")))
                .map(OperationRecord::operation)
                .toList();
    }
}
