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
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The crash suite: two replicators, a broker and a standby, any of which dies, stops or goes away while pushes overtake each
 * other and webhooks come twice and in the wrong order. Afterwards each event has one ledger record, each tag is what the
 * primary's is, and nothing is in the dead letters (invariants 2 to 5).
 *
 * <p>Short by default; {@code -Dbreakwater.crash.events=5000 -Dbreakwater.crash.tags=300} is the full form, and
 * {@code -Dbreakwater.crash.seed} repeats one order of events and disasters.
 */
class CrashIT {
    private static final int EVENTS = Integer.getInteger("breakwater.crash.events", 300);
    private static final int TAGS = Integer.getInteger("breakwater.crash.tags", 30);
    private static final long SEED = Long.getLong("breakwater.crash.seed", System.nanoTime());

    @TempDir
    Path directory;

    private record Announced(String tag, String digest) {}

    private final Random random = new Random(SEED);
    private final Map<Coordinates, Announced> announced = new HashMap<>();
    private final Map<String, String> newest = new HashMap<>();

    /** Webhooks that are late; each comes after a later one of its tag. */
    private final Deque<Announced> late = new ArrayDeque<>();

    @Test
    void whateverDiesEachEventHasOneRecordAndEachTagIsRight() throws Exception {
        try (var rig = Rig.start(directory, 4);
                var disasters = new Disasters(rig, directory, new Random(SEED + 1));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assumeTrue(rig.kafka.canBeKilled(), "this kind of broker cannot be killed");
            var publishing = threads.submit(() -> publish(rig));
            do {
                disasters.next();
            } while (!publishing.isDone());
            var _ = publishing.get();
            Await.until("a ledger record of each event, seed " + SEED, () -> {
                disasters.startWhatHasEnded();
                return rig.recordsByCause().size() >= announced.size();
            });
            report(rig, disasters);
            check(rig);
        }
    }

    private void publish(Rig rig) {
        for (var number = 0; number < EVENTS; number++) {
            var tag = "v" + random.nextInt(TAGS);
            var chance = random.nextInt(10);
            if (chance == 0 && newest.containsKey(tag)) {
                announce(rig, new Announced(tag, newest.get(tag)));
            } else {
                push(rig, tag, TestImages.oci(SEED + number, 1, 1_000 + random.nextInt(50_000)), chance == 1);
            }
        }
        while (!late.isEmpty()) {
            announce(rig, late.remove());
        }
    }

    private void push(Rig rig, String tag, TestImage image, boolean isLate) {
        rig.push("library/crash", image, tag);
        var digest = image.root().digest();
        newest.put(tag, digest);
        if (isLate) {
            late.add(new Announced(tag, digest));
        } else {
            announce(rig, new Announced(tag, digest));
            late.stream().filter(other -> other.tag().equals(tag)).findFirst().ifPresent(other -> {
                late.remove(other);
                announce(rig, other);
            });
        }
    }

    private void announce(Rig rig, Announced event) {
        announced.put(rig.announce("library/crash:" + event.tag(), event.digest()), event);
    }

    private void check(Rig rig) {
        var ledger = rig.ledger();
        var onceEach = new HashMap<Coordinates, Integer>();
        announced.keySet().forEach(cause -> onceEach.put(cause, 1));
        assertEquals(onceEach, rig.recordsByCause(), "seed " + SEED);
        assertEquals(List.of(), rig.deadLetters(), "seed " + SEED);
        var good = Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT, Outcome.SUPERSEDED);
        assertTrue(ledger.stream().allMatch(record -> good.contains(record.outcome())), () -> "seed " + SEED);
        newest.forEach((tag, digest) ->
                assertEquals(digest, rig.digestAtStandby("example-project/crash", tag), tag + ", seed " + SEED));
    }

    private void report(Rig rig, Disasters disasters) {
        var outcomes = new TreeMap<Outcome, Integer>();
        rig.ledger().forEach(record -> outcomes.merge(record.outcome(), 1, Integer::sum));
        System.out.printf(
                "crash suite: %d events of %d tags, seed %d; %s; %s; copied again after a crash: %d%n",
                announced.size(), newest.size(), SEED, disasters, outcomes, copiedAgain(rig.ledger()));
    }

    /** Digests that nobody is on record to have copied, though they are there: who did died before it was recorded. */
    private static long copiedAgain(List<LedgerRecord> ledger) {
        var recorded = new ArrayList<>(ledger.stream()
                .filter(record -> record.outcome() == Outcome.REPLICATED)
                .map(LedgerRecord::targetDigest)
                .toList());
        return ledger.stream()
                .filter(record -> record.outcome() == Outcome.ALREADY_PRESENT)
                .map(LedgerRecord::targetDigest)
                .distinct()
                .filter(digest -> !recorded.contains(digest))
                .count();
    }
}
