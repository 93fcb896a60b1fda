package io.breakwater.cli.demo;

import io.breakwater.auditor.DriftReader;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Verdict;
import io.breakwater.testkit.skopeo.Skopeo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** The plot: pushes arrive, the replicator is killed, the primary goes down, the standby serves. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long KILL_AFTER_BYTES = 20_000_000;

    private final Story story;
    private final Stage stage;
    private final Path folder;
    private final boolean keep;
    private final List<DemoImage> pushed = new ArrayList<>();

    Demo(Story story, Stage stage, Path folder, boolean keep) {
        this.story = story;
        this.stage = stage;
        this.folder = folder;
        this.keep = keep;
    }

    DemoReport play() throws Exception {
        story.chapter("1. The parts, all on loopback");
        var cast = stage.start(story);
        try (var ledger = new LedgerWatch(cast.bootstrapServers())) {
            story.step("replicator ready", () -> cast.replicator().awaitReady(PATIENCE));
            var images = new DemoImages(cast.primary().host(), stage.robot(), stage.robotSecret(), folder);
            story.chapter("2. Pushes to the primary; Harbor's webhook does the rest");
            for (var push : images.small()) {
                pushAndWatch(push, ledger);
            }
            story.chapter("3. An image with a layer of 200 MB; kill -9 of the replicator in the middle of its copy");
            var killedAt = killInTheMiddle(cast, ledger, images::big);
            story.chapter("4. What the auditor says");
            var inSync = verdicts(cast, ledger);
            story.chapter("5. The primary goes down; skopeo pulls everything from the standby");
            var equal = pullFromStandby(cast);
            return conclude(cast, ledger, inSync, equal, killedAt);
        }
    }

    private void pushAndWatch(Callable<DemoImage> push, LedgerWatch ledger) throws Exception {
        var begin = Instant.now();
        var image = push.call();
        var pushedAt = Instant.now();
        pushed.add(image);
        story.timed("push " + image.shortKey() + ", " + image.what(), Duration.between(begin, pushedAt));
        arrived(image, pushedAt, ledger);
    }

    private LedgerRecord arrived(DemoImage image, Instant since, LedgerWatch ledger) throws DemoFailure {
        var record = ledger.awaitArrival(image.key(), image.digest(), PATIENCE);
        var transfer = record.transfer();
        var lag = Duration.between(since, record.recordedAt());
        story.timed(
                "  at the standby: " + image.digest().substring(0, 19) + "…, " + Story.bytes(transfer.bytesSent())
                        + ", " + blobs(transfer),
                lag.isNegative() ? Duration.ZERO : lag);
        return record;
    }

    private static String blobs(LedgerRecord.Transfer transfer) {
        var reused = transfer.blobsSkipped() + transfer.blobsMounted();
        var sent = transfer.blobsSent() == 1 ? "1 blob sent" : transfer.blobsSent() + " blobs sent";
        return sent + (reused > 0 ? ", " + reused + " reused" : "");
    }

    /** @return bytes of the big image at the standby when the replicator died */
    private long killInTheMiddle(Stage.Cast cast, LedgerWatch ledger, Callable<DemoImage> push) throws Exception {
        var killed = CompletableFuture.supplyAsync(() -> killOnceUnderWay(cast));
        var image = story.step("push library/big:v1, one layer of 200 MB (Jib)", push);
        pushed.add(image);
        var bytes = killed.join();
        ledger.poll();
        if (bytes == 0 || ledger.arrival(image.key(), image.digest()).isPresent()) {
            throw new DemoFailure("the copy was over before the replicator could be killed");
        }
        story.say("replicator killed (SIGKILL) with " + Story.bytes(bytes) + " of it at the standby; nothing recorded");
        var again = Instant.now();
        cast.replicator().startAgain();
        story.say("replicator started again; its partitions are free when the broker gives the dead one up, after 6 s");
        arrived(image, again, ledger);
        return bytes;
    }

    private static long killOnceUnderWay(Stage.Cast cast) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var bytes = cast.standby().bytesBeingUploaded();
            if (bytes >= KILL_AFTER_BYTES) {
                cast.replicator().kill();
                return bytes;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return 0;
    }

    private int verdicts(Stage.Cast cast, LedgerWatch ledger) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            ledger.poll();
            var verdicts = DriftReader.read(Map.of("bootstrap.servers", cast.bootstrapServers()), PATIENCE);
            var inSync = (int) pushed.stream()
                    .filter(image -> verdicts.stream().anyMatch(verdict -> isInSync(verdict, image)))
                    .count();
            if (inSync == pushed.size() || System.nanoTime() > deadline) {
                verdicts.forEach(verdict -> story.say(verdict.verdict() + "  "
                        + DemoImage.shorten(verdict.image().key())));
                return inSync;
            }
        }
    }

    private static boolean isInSync(DriftVerdict verdict, DemoImage image) {
        return verdict.image().key().equals(image.key())
                && verdict.verdict() == Verdict.IN_SYNC
                && verdict.standby()
                        .digest()
                        .map(digest -> digest.value().equals(image.digest()))
                        .orElse(false);
    }

    private int pullFromStandby(Stage.Cast cast) throws Exception {
        story.step("primary stopped", () -> {
            cast.primary().stop();
            cast.primaryRegistry().stop();
            return null;
        });
        var skopeo = new Skopeo();
        var equal = 0;
        for (var image : pushed) {
            var target = Files.createDirectory(folder.resolve("pulled-" + equal));
            var same = story.step("skopeo pulls " + DemoImage.shorten(standbyName(cast, image)), () -> {
                skopeo.copyAll("docker://" + standbyName(cast, image), "dir:" + target);
                var digest = skopeo.digest(cast.standby().host(), image.standbyRepository(), image.tag());
                return digest.equals(image.digest());
            });
            equal += same ? 1 : 0;
        }
        return equal;
    }

    private static String standbyName(Stage.Cast cast, DemoImage image) {
        return cast.standby().host() + "/" + image.standbyRepository() + ":" + image.tag();
    }

    private DemoReport conclude(Stage.Cast cast, LedgerWatch ledger, int inSync, int equal, long killedAt) {
        ledger.poll();
        var replicated = (int) pushed.stream()
                .filter(image -> ledger.arrival(image.key(), image.digest()).isPresent())
                .count();
        var report = new DemoReport(
                pushed.size(),
                replicated,
                inSync,
                equal,
                ledger.seen().size(),
                ledger.duplicates(),
                killedAt,
                ledger.bytesSent(),
                Math.round(story.elapsed().toMillis() / 100.0) / 10.0);
        story.chapter(report.isWhole() ? "All of it is true:" : "NOT all of it is true:");
        report.lines().forEach(story::say);
        furtherReading(cast);
        return report;
    }

    private void furtherReading(Stage.Cast cast) {
        if (!keep) {
            story.chapter("Look around: ./breakwater demo --keep leaves all of it running.");
            return;
        }
        story.chapter("All of it runs on, but for the primary, until Ctrl-C. Look around:");
        story.say("./breakwater drift -c " + cast.configuration());
        story.say("skopeo inspect --tls-verify=false docker://" + standbyName(cast, pushed.getFirst()));
        story.say(
                "kcat -b " + cast.bootstrapServers() + " -C -t replication.ledger -o beginning -e   (any Kafka tool)");
        story.say("the replicator's log: " + folder.resolve("replicator.log"));
    }
}
