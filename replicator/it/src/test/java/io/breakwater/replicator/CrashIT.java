package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The crash suite: two replicators, a broker and two registries, any of which dies, stops or goes away while pushes overtake
 * each other, webhooks come twice and in the wrong order, and the lines to the registries break. Afterwards each event has
 * one ledger record, each tag is what the primary's is, and nothing is in the dead letters (invariants 2 to 5).
 *
 * <p>Short by default; the profile {@code crash} ({@code ./breakwater test --crash}) is the full form, and
 * {@code -Dbreakwater.crash.seed} repeats one order of events and disasters.
 */
class CrashIT {
    private static final int EVENTS = Integer.getInteger("breakwater.crash.events", 300);
    private static final int TAGS = Integer.getInteger("breakwater.crash.tags", 30);
    private static final long SEED = Long.getLong("breakwater.crash.seed", System.nanoTime());

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** Records that are written between two disasters, at least: what has come to life again has done something. */
    private static final int PROGRESS = 20;

    /** @param newestThen which push of the tag was the newest one when the event was sent */
    private record Announced(String tag, String digest, int newestThen) {}

    private record Webhook(String tag, String digest) {}

    private final Random random = new Random(SEED);
    private final Map<Coordinates, Announced> announced = new ConcurrentHashMap<>();

    /** Of each tag, the digests that the primary's has held, oldest first. */
    private final Map<String, List<String>> pushes = new ConcurrentHashMap<>();

    /** Webhooks that are late; each comes after a later one of its tag. */
    private final Deque<Webhook> late = new ArrayDeque<>();

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void whateverDiesEachEventHasOneRecordAndEachTagIsRight() throws Exception {
        try (var rig = Rig.start(directory, 4);
                var watch = TagWatch.start(rig.standby.contents(), "example-project/crash", pushes);
                var tail = new LedgerTail(rig.kafka.bootstrapServers());
                var disasters = new Disasters(rig, directory, new Random(SEED + 1));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assumeTrue(rig.kafka.canBeKilled(), "this kind of broker cannot be killed");
            var publishing = threads.submit(() -> publish(rig));
            do {
                awaitProgress(tail, disasters, publishing);
                disasters.next();
            } while (!publishing.isDone() || !disasters.isEachOver());
            var _ = publishing.get();
            awaitTheRest(rig, tail, disasters);
            report(rig, disasters);
            check(rig);
            assertTrue(watch.looks().orElseThrow() > 10 * TAGS, "the tags were hardly looked at");
            assertEquals(List.of(), watch.movesBack(), "seed " + SEED);
        }
    }

    /** Until they have done something since the last disaster, or have nothing left to do. */
    private void awaitProgress(LedgerTail tail, Disasters disasters, Future<?> publishing) {
        var before = tail.causes();
        Await.until("progress, seed " + SEED, () -> {
            disasters.startWhatHasEnded();
            var now = tail.causes();
            return now >= before + PROGRESS || (publishing.isDone() && now >= announced.size());
        });
    }

    /** However much is left to do; one that hangs is told from one that is slow by its making no progress. */
    private void awaitTheRest(Rig rig, LedgerTail tail, Disasters disasters) {
        try {
            for (var done = 0; done < announced.size(); done = tail.causes()) {
                var before = done;
                Await.until("a ledger record of each event, seed " + SEED, () -> {
                    disasters.startWhatHasEnded();
                    return tail.causes() > before;
                });
            }
        } catch (IllegalStateException hangs) {
            var missing = new TreeSet<>(Comparator.comparing(Coordinates::toString));
            missing.addAll(announced.keySet());
            missing.removeAll(rig.recordsByCause().keySet());
            throw new IllegalStateException(
                    hangs.getMessage() + "; missing " + missing + "; " + Offsets.of(rig.kafka.bootstrapServers())
                            + "; logs and data are kept in " + directory,
                    hangs);
        }
    }

    private void publish(Rig rig) {
        for (var number = 0; number < EVENTS; number++) {
            var tag = "v" + random.nextInt(TAGS);
            var chance = random.nextInt(10);
            if (chance == 0 && pushes.containsKey(tag)) {
                announce(rig, new Webhook(tag, pushes(tag).getLast()));
            } else {
                push(rig, tag, TestImages.oci(SEED + number, 1, 1_000 + random.nextInt(50_000)), chance == 1);
            }
        }
        while (!late.isEmpty()) {
            announce(rig, late.remove());
        }
    }

    private void push(Rig rig, String tag, TestImage image, boolean isLate) {
        var digest = image.root().digest();
        // Before the push: whoever sees it at the standby must find it here.
        pushes.computeIfAbsent(tag, _ -> new CopyOnWriteArrayList<>()).add(digest);
        Await.until("push " + tag, () -> isPushed(rig, image, tag));
        if (isLate) {
            late.add(new Webhook(tag, digest));
        } else {
            announce(rig, new Webhook(tag, digest));
            late.stream().filter(other -> other.tag().equals(tag)).findFirst().ifPresent(other -> {
                late.remove(other);
                announce(rig, other);
            });
        }
    }

    /** As a build does that finds the registry away: it tries again. */
    private static boolean isPushed(Rig rig, TestImage image, String tag) {
        try {
            rig.push("library/crash", image, tag);
            return true;
        } catch (RuntimeException away) {
            return false;
        }
    }

    private void announce(Rig rig, Webhook event) {
        var sent =
                new Announced(event.tag(), event.digest(), pushes(event.tag()).size() - 1);
        announced.put(rig.announce("library/crash:" + event.tag(), event.digest()), sent);
    }

    private List<String> pushes(String tag) {
        return Objects.requireNonNull(pushes.get(tag));
    }

    private void check(Rig rig) {
        var ledger = rig.ledger();
        var onceEach = new HashMap<Coordinates, Integer>();
        announced.keySet().forEach(cause -> onceEach.put(cause, 1));
        assertEquals(onceEach, rig.recordsByCause(), "seed " + SEED);
        assertEquals(List.of(), rig.deadLetters(), "seed " + SEED);
        var good = Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT, Outcome.SUPERSEDED);
        assertTrue(ledger.stream().allMatch(record -> good.contains(record.outcome())), () -> "seed " + SEED);
        ledger.forEach(this::checkThatNoneIsOlderThanItsEvent);
        pushes.forEach((tag, digests) -> assertEquals(
                digests.getLast(), rig.digestAtStandby("example-project/crash", tag), tag + ", seed " + SEED));
    }

    /** What is on record as written was the primary's at or after the event (invariant 4). */
    private void checkThatNoneIsOlderThanItsEvent(LedgerRecord record) {
        var event = Objects.requireNonNull(announced.get(record.cause()));
        if (record.outcome() != Outcome.SUPERSEDED) {
            var written = record.targetDigest().orElseThrow().toString();
            var push = pushes(event.tag()).lastIndexOf(written);
            assertTrue(
                    push >= event.newestThen(), () -> record + " is of push " + push + ", " + event + ", seed " + SEED);
        }
    }

    private void report(Rig rig, Disasters disasters) throws IOException {
        var outcomes = new TreeMap<Outcome, Integer>();
        rig.ledger().forEach(record -> outcomes.merge(record.outcome(), 1, Integer::sum));
        System.out.printf(
                "crash suite: %d events of %d tags, seed %d; %s; redeliveries: %d; %s; tags written: %d times, %d of them"
                        + " on no record%n",
                announced.size(),
                pushes.size(),
                SEED,
                disasters,
                disasters.redeliveries(),
                outcomes,
                disasters.tagWrites(),
                disasters.tagWrites() - outcomes.getOrDefault(Outcome.REPLICATED, 0));
    }
}
