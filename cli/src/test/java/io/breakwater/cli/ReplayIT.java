package io.breakwater.cli;

import static io.breakwater.cli.OperatorRig.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.testkit.Await;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code breakwater replay}: what it selects, and what it asks for. */
class ReplayIT extends WithReplays {
    ReplayIT(@TempDir Path folder) {
        super(folder);
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
        var forecast = rig.json("replay", "resume", batch, "--dry-run");
        assertEquals(20 - before, forecast.get("requests").intValue());
        assertEquals(20, forecast.get("known").intValue());
        assertEquals(before, asked("stop/").size());

        var report = rig.json("replay", "resume", batch, "--rate", "1000");

        assertEquals(20, report.get("published").intValue());
        assertEquals(20, asked("stop/").size());
        assertEquals(20, new HashSet<>(asked("stop/")).size());
        assertEquals("DONE", state(batch));
        assertEquals(1, rig.run("replay", "resume", batch).code(), "nothing is left");
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
}
