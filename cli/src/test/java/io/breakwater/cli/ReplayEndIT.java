package io.breakwater.cli;

import static io.breakwater.cli.OperatorRig.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.batch.Wish;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code breakwater replay}: how one that runs is cancelled, and how it is waited for. */
class ReplayEndIT extends WithReplays {
    ReplayEndIT(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void anotherOperatorCancelsARunningReplay() throws Exception {
        IntStream.range(0, 50).forEach(number -> push(number % 3, "cancel/app:v" + number));
        var running = meanwhile(() ->
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
        var waiting = meanwhile(() -> rig.run(
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
        var waiting = meanwhile(() ->
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
            var waiting = meanwhile(() -> rig.run(
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
}
