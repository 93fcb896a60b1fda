package io.breakwater.cli;

import static io.breakwater.cli.OperatorRig.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.batch.Wish;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code breakwater replay} on a real broker. Each test has repositories of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
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
                // Most of it would take half a minute more, however slow the machine is to stop it.
                "--rate",
                "0.5",
                "--reason",
                "test",
                "-c",
                rig.configuration().toString());
        String said;
        try (var err = process.errorReader(UTF_8)) {
            Await.until("some of it is published", () -> !asked("stop/").isEmpty());
            process.toHandle().destroy();
            said = String.join("\n", err.lines().toList());
        }
        assertEquals(CommandProcess.TERMINATED, process.waitFor());
        var before = asked("stop/").size();
        assertTrue(before < 20, "stopped on the way");
        var batch = header(requests("stop/").getFirst(), "batch");
        assertEquals("STOPPED", state(batch));
        assertEquals(before, published(batch), "what it says of itself is what is in the topic");
        assertTrue(said.contains(batch + ": 20 to publish; Ctrl-C stops it."), said);
        var left = rig.run("replay", "resume", batch, "--dry-run");
        assertEquals(0, left.code(), left::toString);
        assertTrue(left.out().contains((20 - before) + " of 20 would be published."), left::out);
        assertEquals(before, asked("stop/").size());

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
                rig.run("replay", "--image", "cancel/*", "--confirm", "--rate", "1", "--reason", "test", "-o", "json"));
        Await.until("some of it is published", () -> !asked("cancel/").isEmpty());
        var batch = header(requests("cancel/").getFirst(), "batch");

        assertEquals(2, rig.run("replay", "cancel", batch).code(), "a reason is needed");
        assertTrue(rig.run("replay", "cancel", batch, "--dry-run").out().contains("would be cancelled"));
        assertEquals("OPEN", state(batch));
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
    void cancelOfABatchThatNobodyPublishesRightNowIsSeenByWhoGoesOnWithIt() {
        IntStream.range(0, 3).forEach(number -> push(number, "gone/app:v" + number));
        var batch = rig.begin("replay", Instant.now(), Map.of("topic", "registry.events", "offsets", "0:0-0"));
        assertEquals(0, rig.run("replay", "cancel", batch, "--reason", "test").code());

        // As if it had been read as open a moment before.
        rig.note(batch, "replay-resumed", Map.of());
        rig.note(batch, "replay-ended", Map.of("result", "STOPPED", "requests", "1"));

        assertEquals("CANCELLED", state(batch));
        assertEquals(1, rig.run("replay", "resume", batch).code());
        assertEquals(1, rig.run("replay", "cancel", batch, "--reason", "again").code(), "it is cancelled");
    }

    @Test
    void batchThatWasCancelledWhileItsImagesWereGatheredIsNotGoneOnWith() throws Exception {
        var begun = Batch.begin("replay", "mira", "test", Instant.now(), Map.of());
        rig.note(begun.id(), "cancel", Map.of());
        var command = new Printing();
        new CommandLine(command).setOut(new PrintWriter(new StringWriter()));
        var wish = new Wish(ImageName.parse("gathered/app:v1"), Purpose.REPLAY, Optional.empty());

        var code = new BatchRun(begun, command.operator, new Pacer(1000), false, "")
                .run(
                        command.output,
                        rig.client(),
                        new BatchRun.Rest(List.of(List.of(wish)).iterator(), true, 0),
                        published -> new CountProgress(published, 1, 0, "requests", ""));

        assertEquals(1, code);
        assertEquals(List.of(), asked("gathered/"));
        assertEquals(List.of("cancel"), deeds(begun.id()));
    }

    @Command(name = "replay")
    private static final class Printing {
        @Mixin
        private final OutputOption output = new OutputOption();

        @Mixin
        private final OperatorOption operator = new OperatorOption();
    }

    @Test
    void waitEndsWhenEachRequestHasAnOutcomeAndFailsIfOneFailed() throws Exception {
        IntStream.range(0, 3).forEach(number -> push(number, "wait/app:v" + number));
        var waiting = CompletableFuture.supplyAsync(() -> rig.run(
                "replay",
                "--image",
                "wait/*",
                "--confirm",
                "--wait",
                "--rate",
                "1000",
                "--reason",
                "test",
                "-o",
                "json"));
        Await.until("all of it is published", () -> requests("wait/").size() == 3);
        var asked = requests("wait/");
        settle(asked.get(0), Outcome.REPLICATED);
        settle(asked.get(1), Outcome.REFUSED);
        assertFalse(waiting.isDone(), "one has no outcome yet");
        settle(asked.get(2), Outcome.ALREADY_PRESENT);

        var ended = waiting.get();

        assertEquals(1, ended.code(), ended::toString);
        assertEquals("DONE", ended.json().get("state").textValue());
        assertEquals(
                "{\"REPLICATED\":1,\"ALREADY_PRESENT\":1,\"REFUSED\":1}",
                ended.json().get("outcomes").toString());
    }

    /** What it waits for need not come to its turn any more. */
    @Test
    void waitOfABatchThatIsCancelledWhenAllOfItIsPublishedEndsAndSaysHowMuchWasNotWorkedOn() throws Exception {
        IntStream.range(0, 2).forEach(number -> push(number, "late/app:v" + number));
        var waiting = CompletableFuture.supplyAsync(() ->
                rig.run("replay", "--image", "late/*", "--confirm", "--wait", "--rate", "1000", "--reason", "test"));
        Await.until("all of it is published", () -> requests("late/").size() == 2);
        var asked = requests("late/");
        var batch = header(asked.getFirst(), "batch");
        Await.until("its publisher to say so", () -> deeds(batch).contains("replay-ended"));

        var dry = rig.run("replay", "cancel", batch, "--dry-run");
        var cancel = rig.run("replay", "cancel", batch, "--reason", "wrong images");
        settle(asked.get(0), Outcome.REPLICATED);
        settle(asked.get(1), LedgerRecords.filtered(place(asked.get(1)), "CANCELLED"));

        assertTrue(dry.out().contains("would be cancelled, though all of it is published."), dry::out);
        assertEquals(0, cancel.code(), cancel::toString);
        assertTrue(cancel.out().contains("All of it was published before; of what is published"), cancel::out);
        assertEquals("CANCELLED", state(batch));
        assertEquals(2, published(batch));
        var ended = waiting.get();
        assertEquals(1, ended.code(), ended::toString);
        assertTrue(ended.out().contains(": 1 REPLICATED, 1 FILTERED."), ended::out);
        assertTrue(ended.out().contains("It was cancelled, so 1 request came to nothing."), ended::out);
        assertEquals(1, rig.run("replay", "cancel", batch, "--reason", "again").code(), "it is cancelled");
    }

    /** As the auditor's transactions do, which write to the same topic. */
    @Test
    void waitSeesARequestThatStandsBehindAnOpenTransaction() throws Exception {
        var place = push(0, "hidden/app:v1");
        var before = ends();
        try (var other = transactional()) {
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>(
                            Topic.REPLICATION_REQUESTS.topicName(),
                            Integer.valueOf(place.split(":", -1)[0]),
                            "other/app:v1".getBytes(UTF_8),
                            new byte[0]))
                    .get();
            var waiting = CompletableFuture.supplyAsync(() -> rig.run(
                    "replay", "--image", "hidden/*", "--confirm", "--wait", "--rate", "1000", "--reason", "test"));
            Await.until("its publisher to say that it is done", () -> ends() > before);
            assertEquals(List.of(), requests("hidden/"));
            assertFalse(waiting.isDone());
            other.abortTransaction();
            // The coordinator writes the marker after it has answered.
            Await.until(
                    "the request to come to light", () -> !requests("hidden/").isEmpty());
            settle(requests("hidden/").getFirst(), Outcome.REPLICATED);

            var ended = waiting.get();

            assertEquals(0, ended.code(), ended::toString);
            assertTrue(ended.out().contains("1 request worked off"), ended::out);
        }
    }

    private long ends() {
        return rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operation().equals("replay-ended"))
                .count();
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        var settings = new HashMap<>(rig.client());
        settings.put("transactional.id", "other");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void settle(ConsumerRecord<byte[], byte[]> request, Outcome outcome) {
        settle(request, LedgerRecords.of(place(request), Optional.empty(), outcome));
    }

    private void settle(ConsumerRecord<byte[], byte[]> request, LedgerRecord ledger) {
        rig.write(
                Topic.REPLICATION_LEDGER,
                request.partition(),
                new String(request.key(), UTF_8),
                LedgerRecord.class,
                ledger);
    }

    private static Coordinates place(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    @Test
    void replayOfNothingFailsAndSaysWhatToMend() {
        push(0, "empty/app:v1");

        for (var arguments : List.of(
                List.of("replay", "--image", "empty/other*"),
                List.of("replay", "--image", "empty/other*", "--confirm", "--reason", "test"))) {
            var ended = rig.run(arguments.toArray(String[]::new));
            assertEquals(1, ended.code());
            assertTrue(ended.err().contains("breakwater: there is nothing to replay: none of the "), ended::err);
            assertTrue(ended.err().contains("check --image"), ended::err);
        }
        assertEquals(List.of(), asked("empty/"));
    }

    @Test
    void dryRunIsWhatItDoesAnywayAndExcludesConfirm() {
        push(0, "drier/app:v1");

        assertEquals(0, rig.run("replay", "--image", "drier/*", "--dry-run").code());
        assertEquals(List.of(), asked("drier/"));
        assertEquals(
                2,
                rig.run("replay", "--image", "drier/*", "--dry-run", "--confirm", "--reason", "x")
                        .code());
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
        return rig.push(partition, image);
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
                LedgerRecords.of(cause, Optional.empty(), outcome));
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
        return listed(batch).get("state").textValue();
    }

    private int published(String batch) {
        return listed(batch).get("requests").intValue();
    }

    private JsonNode listed(String batch) {
        for (var one : rig.json("replay", "list")) {
            if (one.get("id").textValue().equals(batch)) {
                return one;
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
