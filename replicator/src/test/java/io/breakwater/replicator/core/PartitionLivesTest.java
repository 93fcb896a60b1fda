package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Frontier and lanes together, as the poll loop uses them for one partition: any order of reading, finishing, commits,
 * aborted commits, rebalances and crashes records each event once, and those of a name in order (invariant 2).
 */
class PartitionLivesTest {
    private static final int RECORDS = 400;
    private static final int NAMES = 12;

    @Test
    void anyLivesOfAPartitionRecordEachEventOnceAndEachNameInOrder() {
        for (var seed = 0; seed < 500; seed++) {
            new Partition(seed).live(seed);
        }
    }

    private static final class Partition {
        /** What the broker keeps. */
        private long committedOffset;

        private String committedMetadata = "";
        private final List<Long> ledger = new ArrayList<>();

        private final Random random;

        Partition(long seed) {
            this.random = new Random(seed);
        }

        /** One assignment of the partition, from when it was given to when it was taken. */
        private final class Life {
            private final Frontier frontier = Frontier.committed(committedOffset, committedMetadata);
            private final Lanes<Long, Long> lanes = new Lanes<>((first, later) -> later - first < 3 * NAMES);
            private final Map<Long, List<Long>> atWork = new HashMap<>();
            private final List<Long> done = new ArrayList<>();
            private long position = frontier.offset();

            void step() {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> read();
                    case 3, 4, 5 -> finish();
                    case 6 -> commit(random.nextInt(4) > 0);
                    default -> start(random.nextInt(NAMES));
                }
            }

            private void read() {
                // Every seventh offset holds no record, as the mark of a transaction.
                for (var count = random.nextInt(10); count > 0 && position < RECORDS; count--, position++) {
                    if (position % 7 != 0 && frontier.begin(position)) {
                        lanes.add(position % NAMES, position);
                        start(position % NAMES);
                    }
                }
            }

            private void start(long name) {
                var started = lanes.start(name);
                if (!started.isEmpty()) {
                    atWork.put(name, started);
                }
            }

            private void finish() {
                var names = new ArrayList<>(atWork.keySet());
                if (!names.isEmpty()) {
                    var name = names.get(random.nextInt(names.size()));
                    done.addAll(atWork.getOrDefault(name, List.of()));
                    atWork.remove(name);
                    lanes.finish(name);
                    start(name);
                }
            }

            /** @param succeeds if not, the transaction is aborted: the results stay, the frontier is ahead of the broker */
            void commit(boolean succeeds) {
                done.forEach(frontier::complete);
                if (succeeds && !done.isEmpty()) {
                    ledger.addAll(done);
                    committedOffset = frontier.offset();
                    committedMetadata = frontier.metadata();
                    done.clear();
                }
            }
        }

        void live(int seed) {
            var expected = new HashSet<Long>();
            for (var offset = 0L; offset < RECORDS; offset++) {
                if (offset % 7 != 0) {
                    expected.add(offset);
                }
            }
            for (var lives = 0; ledger.size() < expected.size(); lives++) {
                var life = new Life();
                for (var steps = 20 * lives + random.nextInt(200); steps > 0; steps--) {
                    life.step();
                }
                if (random.nextBoolean()) {
                    // Revoked, not lost: what is done is recorded.
                    life.commit(true);
                }
            }
            assertEquals(expected.size(), ledger.size(), "seed " + seed);
            assertEquals(expected, new HashSet<>(ledger), "seed " + seed);
            var last = new HashMap<Long, Long>();
            for (var offset : ledger) {
                var before = last.put(offset % NAMES, offset);
                assertTrue(before == null || before < offset, "seed " + seed + ": " + offset + " after " + before);
            }
        }
    }
}
