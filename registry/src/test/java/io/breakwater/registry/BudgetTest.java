package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Budget.Permit;
import io.breakwater.registry.Budget.Use;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final AtomicLong now = new AtomicLong();
    private LocalTime time = LocalTime.NOON;
    private final Budget.Clock clock = new Budget.Clock() {
        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public LocalTime timeOfDay() {
            return time;
        }
    };

    private Budget budget(int inFlight) {
        return new Budget(new Pace(inFlight, 0, 0, List.of()), clock);
    }

    private void pass(Duration passed) {
        var _ = now.addAndGet(passed.toNanos());
    }

    /** As many as are given without waiting. */
    private static int given(Budget budget) {
        var permits = new ArrayList<Permit>();
        var taker = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    permits.add(budget.acquire(Use.CALL, false).orElseThrow());
                }
            } catch (CancellationException end) {
                // Interrupted while it waited.
            }
        });
        awaitWaiting(taker);
        taker.interrupt();
        join(taker);
        permits.forEach(Permit::close);
        return permits.size();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void throttle(Budget budget, Optional<Duration> retryAfter) {
        var permit = budget.acquire(Use.CALL, false).orElseThrow();
        budget.throttled(permit, retryAfter);
        permit.close();
    }

    @Test
    void noMoreIsUnderWayThanThePaceSays() {
        assertEquals(5, given(budget(5)));
    }

    @Test
    void uploadsFindRoomBesideTheDownloadsThatTheyReadFrom() {
        var budget = budget(1);
        var download = budget.acquire(Use.DOWNLOAD, false);

        assertTrue(budget.acquire(Use.UPLOAD, false).isPresent());
        assertTrue(download.isPresent());
    }

    @Test
    void lastLookFindsRoomBesideTheCallThatWaitsForItAndKeepsThePause() {
        var budget = budget(1);
        var write = budget.acquire(Use.CALL, false);

        assertTrue(budget.acquire(Use.LAST_LOOK, false).isPresent());
        assertTrue(budget.acquire(Use.LAST_LOOK, false).isPresent());
        budget.throttled(write.orElseThrow(), Optional.of(Duration.ofMinutes(1)));
        assertTrue(budget.acquire(Use.LAST_LOOK, false).isEmpty());
    }

    @Test
    void throttlingHalvesWhatIsUnderWayAndEachRoundWithoutItGivesOneBack() {
        var budget = budget(8);
        throttle(budget, Optional.of(Duration.ofSeconds(2)));
        pass(Duration.ofSeconds(2));
        assertEquals(4, given(budget));

        for (int i = 0; i < 5; i++) {
            budget.answered();
        }
        assertEquals(5, given(budget));
    }

    @Test
    void throttlingHalvesWhatIsSentInASecondToo() {
        var budget = new Budget(new Pace(4, 10, 1_000_000, List.of()), clock);
        throttle(budget, Optional.of(Duration.ZERO));
        pass(Duration.ofMinutes(1));

        assertEquals(Duration.ofSeconds(1).toNanos(), budget.owed(500_000));
        budget.acquire(Use.CALL, false).orElseThrow().close();
        pass(Duration.ofMillis(150));
        var next = Thread.ofPlatform()
                .start(() -> budget.acquire(Use.CALL, false).orElseThrow().close());
        while (next.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(next.isAlive(), "the next request goes out 200 ms after the last");
            Thread.onSpinWait();
        }
        pass(Duration.ofMillis(60));
        join(next);
    }

    @Test
    void requestsThatWereUnderWayTogetherHalveItOnce() {
        var budget = budget(8);
        var together = List.of(
                budget.acquire(Use.CALL, false).orElseThrow(),
                budget.acquire(Use.CALL, false).orElseThrow());
        pass(Duration.ofMillis(1));

        together.forEach(permit -> budget.throttled(permit, Optional.of(Duration.ZERO)));
        together.forEach(Permit::close);
        pass(Duration.ofSeconds(1));

        assertEquals(4, given(budget));
    }

    @Test
    void pausesGrowUntilAnAnswerComes() {
        var budget = budget(8);
        throttle(budget, Optional.empty());
        assertEquals(Duration.ofSeconds(1), budget.pause());
        pass(Duration.ofSeconds(1));
        throttle(budget, Optional.empty());
        assertEquals(Duration.ofSeconds(2), budget.pause());
        pass(Duration.ofSeconds(2));

        budget.answered();
        throttle(budget, Optional.empty());

        assertEquals(Duration.ofSeconds(1), budget.pause());
    }

    @Test
    void registryThatAsksForNothingAgainAndAgainIsGivenMore() {
        var budget = budget(8);
        throttle(budget, Optional.of(Duration.ZERO));
        assertEquals(Duration.ofSeconds(1), budget.pause());
        pass(Duration.ofSeconds(1));

        throttle(budget, Optional.of(Duration.ZERO));

        assertEquals(Duration.ofSeconds(2), budget.pause());
    }

    @Test
    void whatTheRegistryAsksForIsHonouredInFull() {
        var budget = budget(8);
        throttle(budget, Optional.of(Duration.ofSeconds(20)));
        pass(Duration.ofSeconds(1));

        assertEquals(Duration.ofSeconds(19), budget.pause());
    }

    @Test
    void longPauseIsToldInsteadOfWaitedFor() {
        var budget = budget(8);
        throttle(budget, Optional.of(Budget.PATIENCE.plusSeconds(1)));

        assertEquals(Optional.empty(), budget.acquire(Use.CALL, false));
    }

    @Test
    void whoeverIsInFrontGoesBeforeTheBackground() throws InterruptedException {
        var budget = budget(1);
        var held = budget.acquire(Use.CALL, false).orElseThrow();
        var order = new LinkedBlockingQueue<String>();
        var behind = waiter(budget, true, order);
        awaitWaiting(behind);
        var front = waiter(budget, false, order);
        awaitWaiting(front);

        held.close();
        join(front);
        join(behind);

        assertEquals(List.of("front", "behind"), List.of(order.take(), order.take()));
    }

    private static Thread waiter(Budget budget, boolean behind, LinkedBlockingQueue<String> order) {
        return Thread.ofPlatform().start(() -> {
            try (var _ = budget.acquire(Use.CALL, behind).orElseThrow()) {
                order.add(behind ? "behind" : "front");
            }
        });
    }

    @Test
    void bytesOfTheBackgroundWaitWhileThoseInFrontAreBeingPaidFor() {
        var budget = new Budget(new Pace(1, 0, 10_000_000, List.of()), clock);
        assertEquals(Duration.ofMillis(50).toNanos(), budget.owed(500_000));
        var behind = Thread.ofPlatform().start(() -> budget.spend(100_000, true));
        while (behind.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        assertEquals(Duration.ofMillis(50).toNanos(), budget.owed(0), "nothing is paid for in the background yet");
        pass(Duration.ofMillis(100));
        join(behind);

        assertEquals(Duration.ofMillis(10).toNanos(), budget.owed(0));
    }

    @Test
    void interruptEndsTheWaitOfTheBackgroundsBytes() {
        var budget = new Budget(new Pace(1, 0, 1_000, List.of()), clock);
        var _ = budget.owed(1_000_000);
        var ends = new LinkedBlockingQueue<Boolean>();
        var waiting = Stream.generate(() -> Thread.ofPlatform().start(() -> {
                    assertThrows(CancellationException.class, () -> budget.spend(100_000, true));
                    ends.add(Thread.interrupted());
                }))
                .limit(2)
                .toList();

        waiting.forEach(Thread::interrupt);
        waiting.forEach(BudgetTest::join);

        assertEquals(List.of(true, true), List.copyOf(ends));
    }

    @Test
    void interruptEndsTheWait() {
        var budget = budget(1);
        var held = budget.acquire(Use.CALL, false);
        Thread.currentThread().interrupt();

        assertThrows(CancellationException.class, () -> budget.acquire(Use.CALL, false));

        assertTrue(Thread.interrupted());
        assertTrue(held.isPresent());
    }

    @Test
    void bytesAreOwedAtTheRateOfTheTimeOfDay() {
        var night = new Pace.Window(LocalTime.of(22, 0), LocalTime.of(6, 0), 0);
        var budget = new Budget(new Pace(1, 0, 1_000_000, List.of(night)), clock);

        assertEquals(Duration.ofMillis(500).toNanos(), budget.owed(500_000));
        assertEquals(Duration.ofSeconds(1).toNanos(), budget.owed(500_000), "on top of what is owed already");
        time = LocalTime.of(23, 0);
        assertEquals(0, budget.owed(500_000));
        time = LocalTime.of(6, 0);
        pass(Duration.ofSeconds(10));
        assertEquals(Duration.ofMillis(500).toNanos(), budget.owed(500_000), "nothing is saved up");
    }
}
