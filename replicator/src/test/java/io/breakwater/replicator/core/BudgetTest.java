package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Budget.Held;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A hundred records and a thousand bytes. */
class BudgetTest {
    private final Budget budget = new Budget(100, 1_000);

    @Test
    void aPartitionAloneMayHoldTheWholeBudget() {
        assertEquals(Set.of(), budget.full(Map.of("a", new Held(99, 10))));
        assertEquals(Set.of("a"), budget.full(Map.of("a", new Held(100, 10))));
        assertEquals(Set.of("a"), budget.full(Map.of("a", new Held(10, 1_000))));
    }

    @Test
    void oneThatIsStuckTakesTheCommonHalfAndStarvesNoOther() {
        // Shares of 12 records, 52 in common.
        assertEquals(
                Set.of("stuck"),
                budget.full(Map.of(
                        "stuck", new Held(64, 64), "b", new Held(11, 11), "c", new Held(0, 0), "d", new Held(0, 0))));
        assertEquals(
                Set.of("stuck", "b"),
                budget.full(Map.of(
                        "stuck", new Held(64, 64), "b", new Held(12, 12), "c", new Held(0, 0), "d", new Held(0, 0))));
    }

    @Test
    void oneLargeRecordStopsItsOwnPartitionAlone() {
        assertEquals(Set.of("large"), budget.full(Map.of("large", new Held(1, 1_900), "b", new Held(1, 1))));
    }

    @Test
    void notEverybodyMayReadALargeRecordAtOnce() {
        var held = Map.of("a", new Held(1, 1_000), "b", new Held(1, 1_000), "c", new Held(0, 0));

        assertEquals(Set.of("a", "b", "c"), budget.full(held));
    }

    /** Every partition reads one by one until it is full: what all hold is bounded, whatever their number. */
    @Test
    void theWholeIsBoundedHoweverManyPartitionsThereAre() {
        for (var partitions : new int[] {1, 2, 7, 48, 100}) {
            var held = new HashMap<Integer, Held>();
            for (var partition = 0; partition < partitions; partition++) {
                held.put(partition, new Held(0, 0));
            }
            for (var full = Set.<Integer>of(); full.size() < partitions; full = budget.full(held)) {
                for (var partition = 0; partition < partitions; partition++) {
                    if (!budget.full(held).contains(partition)) {
                        held.merge(partition, new Held(1, 3), (a, b) -> new Held(a.records() + 1, a.bytes() + 3));
                    }
                }
            }

            assertTrue(held.values().stream().allMatch(one -> one.records() >= 1), "all have read");
            assertTrue(held.values().stream().mapToInt(Held::records).sum() <= 100 + partitions, held::toString);
        }
    }
}
