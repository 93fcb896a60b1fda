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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;

/** The plot: pushes arrive, the replicator is killed, the primary goes down, the standby serves. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long KILL_AFTER_BYTES = 20_000_000;

    private final Story story;
    private final Stage stage;
    private final Path folder;
    private final boolean keep;
    private final List<DemoImage> pushed = new ArrayList<>();

    /** By key, what was found out about each. */
    private final Map<String, Duration> lags = new HashMap<>();

    private final Set<String> inSync = new HashSet<>();
    private final Set<String> equal = new HashSet<>();
    private Optional<LedgerWatch> watched = Optional.empty();
    private long killedAtBytes;

    Demo(Story story, Stage stage, Path folder, boolean keep) {
        this.story = story;
        this.stage = stage;
        this.folder = folder;
        this.keep = keep;
    }

    DemoReport play() throws Exception {
        story.chapter("1. The parts, all on loopback");
        var cast = stage.start(story);
        try (var ledger =
                new LedgerWatch(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cast.bootstrapServers()))) {
            watched = Optional.of(ledger);
            story.step("replicator ready", () -> cast.replicator().awaitReady(PATIENCE));
            var images = new DemoImages(cast.primary().host(), stage.robot(), stage.robotSecret(), folder);
            story.chapter("2. Pushes to the primary; Harbor's webhook does the rest");
            for (var push : images.small()) {
                pushAndWatch(push, ledger);
            }
            story.chapter("3. An image with a layer of 200 MB; kill -9 of the replicator in the middle of its copy");
            killInTheMiddle(cast, ledger, images::big);
            story.chapter("4. What the auditor says");
            verdicts(cast);
            story.chapter("5. The primary goes down; skopeo pulls everything from the standby");
            pullFromStandby(cast);
            return conclude(cast, ledger);
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

    private LedgerRecord arrived(DemoImage image, Instant since, LedgerWatch ledger)
            throws DemoFailure, InterruptedException {
        var record = ledger.awaitArrival(image.key(), image.digest(), PATIENCE);
        var transfer = record.transfer();
        var measured = Duration.between(since, record.recordedAt());
        // Harbor's webhook may be quicker than the pusher is to hear that its push is done.
        var lag = measured.isNegative() ? Duration.ZERO : measured;
        lags.put(image.key(), lag);
        story.timed(
                "  at the standby: " + image.digest().substring(0, 19) + "…, " + Story.bytes(transfer.bytesSent())
                        + ", " + blobs(transfer),
                lag);
        return record;
    }

    private static String blobs(LedgerRecord.Transfer transfer) {
        var reused = transfer.blobsSkipped() + transfer.blobsMounted();
        var sent = transfer.blobsSent() == 1 ? "1 blob sent" : transfer.blobsSent() + " blobs sent";
        return sent + (reused > 0 ? ", " + reused + " reused" : "");
    }

    private void killInTheMiddle(Stage.Cast cast, LedgerWatch ledger, Callable<DemoImage> push) throws Exception {
        var late = new CompletableFuture<Boolean>();
        var killed = CompletableFuture.supplyAsync(() -> killOnceUnderWay(cast, late));
        try {
            pushed.add(story.step("push library/big:v1, one layer of 200 MB (Jib)", push));
        } finally {
            // From now: on a busy machine the push alone may take longer.
            late.completeOnTimeout(true, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        var image = pushed.getLast();
        var bytes = killed.join();
        ledger.readOn();
        if (ledger.arrival(image.key(), image.digest()).isPresent()) {
            throw new DemoFailure(
                    "the copy of " + image.shortKey() + " was over before the replicator could be killed");
        }
        if (bytes == 0) {
            throw new DemoFailure("the copy of " + image.shortKey() + " did not get under way within "
                    + PATIENCE.toSeconds() + " s of its push; the replicator's log says why");
        }
        killedAtBytes = bytes;
        story.say("replicator killed (SIGKILL) with " + Story.bytes(bytes) + " of it at the standby; nothing recorded");
        var again = Instant.now();
        cast.replicator().startAgain();
        story.say("replicator started again; its partitions are free when the broker gives the dead one up, after 6 s");
        arrived(image, again, ledger);
    }

    /** @return bytes of the big image at the standby when the replicator died; 0 if it was not killed */
    private static long killOnceUnderWay(Stage.Cast cast, Future<?> late) {
        while (!late.isDone()) {
            var bytes = cast.standby().bytesBeingUploaded();
            if (bytes >= KILL_AFTER_BYTES) {
                cast.replicator().kill();
                return bytes;
            }
            // Another process's progress, seen by what it has stored.
            LockSupport.parkNanos(2_000_000);
        }
        return 0;
    }

    private void verdicts(Stage.Cast cast) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var verdicts = DriftReader.read(Map.of("bootstrap.servers", cast.bootstrapServers()), PATIENCE);
            pushed.stream()
                    .filter(image -> verdicts.stream().anyMatch(verdict -> isInSync(verdict, image)))
                    .forEach(image -> inSync.add(image.key()));
            if (inSync.size() == pushed.size() || System.nanoTime() > deadline) {
                verdicts.forEach(verdict -> story.say(verdict.verdict() + "  "
                        + DemoImage.shorten(verdict.image().key())));
                return;
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

    private void pullFromStandby(Stage.Cast cast) throws Exception {
        story.step("primary stopped", () -> {
            cast.stopPrimary();
            return true;
        });
        var skopeo = new Skopeo();
        for (var image : pushed) {
            var target = Files.createDirectory(pulled(image));
            var digest = story.step("skopeo pulls " + DemoImage.shorten(standbyName(cast, image)), () -> {
                skopeo.copyAll("docker://" + standbyName(cast, image), "dir:" + target);
                return skopeo.digest(cast.standby().host(), image.standbyRepository(), image.tag());
            });
            if (digest.equals(image.digest())) {
                equal.add(image.key());
            }
        }
    }

    private static String standbyName(Stage.Cast cast, DemoImage image) {
        return cast.standby().host() + "/" + image.standbyRepository() + ":" + image.tag();
    }

    private DemoReport conclude(Stage.Cast cast, LedgerWatch ledger) throws Exception {
        ledger.readOn();
        var report = report(Optional.empty());
        story.chapter("Summary");
        table().forEach(story::say);
        story.chapter(report.isWhole() ? "All of it is true:" : "NOT all of it is true:");
        report.lines().forEach(story::say);
        if (keep) {
            cast.startPrimaryAgain();
            lookAround(cast);
        } else {
            lookFurther();
        }
        return report.isWhole() ? report : report.withFailed("not all of it is true; the numbers say what is not");
    }

    /** What is known by now. */
    DemoReport report(Optional<String> failed) {
        return new DemoReport(
                pushed.size(),
                (int) pushed.stream().filter(this::isReplicated).count(),
                inSync.size(),
                equal.size(),
                watched.map(ledger -> ledger.seen().size()).orElse(0),
                watched.map(LedgerWatch::duplicates).orElse(0),
                killedAtBytes,
                watched.map(LedgerWatch::bytesSent).orElse(0L),
                Math.round(story.elapsed().toMillis() / 100.0) / 10.0,
                failed);
    }

    private boolean isReplicated(DemoImage image) {
        return watched.flatMap(ledger -> ledger.arrival(image.key(), image.digest()))
                .isPresent();
    }

    private List<String> table() {
        var row = "%-36s %-13s %13s  %-8s %s";
        var lines = new ArrayList<String>();
        lines.add(row.formatted("IMAGE", "DIGEST", "ARRIVED AFTER", "AUDITOR", "PULLED FROM THE STANDBY"));
        for (var image : pushed) {
            lines.add(row.formatted(
                    image.shortKey(),
                    image.digest().substring("sha256:".length(), "sha256:".length() + 12),
                    Optional.ofNullable(lags.get(image.key()))
                            .map(Story::seconds)
                            .orElse("never"),
                    inSync.contains(image.key()) ? "IN_SYNC" : "differs",
                    equal.contains(image.key()) ? "same digest" : "another digest"));
        }
        return lines;
    }

    private void lookFurther() {
        story.chapter("Look further:");
        story.say("./breakwater demo --keep                        leaves all of it running, to push, pull and read");
        story.say("cp breakwater.example.yaml breakwater.yaml      and name your registries there; then");
        story.say("./breakwater config check                       says what each repository becomes");
        story.say("./breakwater up                                 copies what is pushed from now on");
        story.say("./breakwater drift                              says what differs");
        story.say("./breakwater copy -c breakwater.yaml SRC DST    copies one image by hand");
    }

    private void lookAround(Stage.Cast cast) {
        var image = pushed.getFirst();
        story.chapter("All of it runs on until Ctrl-C, the primary too. Push something, and see where it comes to:");
        story.say("skopeo copy --dest-tls-verify=false --dest-creds \""
                + stage.robot().replace("$", "\\$") + ":$(cat "
                + folder.resolve("robot-secret") + ")\" dir:" + pulled(image) + " docker://"
                + cast.primary().host() + "/" + image.repository() + ":mine");
        story.say("skopeo inspect --tls-verify=false docker://" + cast.standby().host() + "/"
                + image.standbyRepository() + ":mine");
        story.say("./breakwater drift -c " + cast.configuration());
        story.say(
                "kcat -b " + cast.bootstrapServers() + " -C -t replication.ledger -o beginning -e   (any Kafka tool)");
        story.say("the replicator's log: " + folder.resolve("replicator.log"));
    }

    private Path pulled(DemoImage image) {
        return folder.resolve("pulled-" + pushed.indexOf(image));
    }
}
