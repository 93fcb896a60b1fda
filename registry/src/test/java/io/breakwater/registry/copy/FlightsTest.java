package io.breakwater.registry.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.reference.Digest;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private static final Digest BLOB = Digest.ofSha256("blob".getBytes(UTF_8));
    private static final Digest OTHER = Digest.ofSha256("other".getBytes(UTF_8));

    private final Flights<Digest> flights = new Flights<>();

    @Test
    void whoeverComesSecondWaitsForTheFirst() throws InterruptedException, ExecutionException {
        var entered = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> flights.runOrWait(BLOB, () -> {
            entered.countDown();
            join(mayEnd);
        }));
        entered.await();
        var ranSecond = new AtomicBoolean();
        var second = Thread.ofPlatform().start(() -> ranSecond.set(flights.runOrWait(BLOB, () -> {})));
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertTrue(flights.runOrWait(OTHER, () -> {}), "another blob does not wait");
        mayEnd.countDown();
        second.join();

        assertTrue(first.get());
        assertFalse(ranSecond.get());
    }

    @Test
    void transferThatFailsMakesRoomForTheNext() {
        assertThrows(
                IllegalStateException.class,
                () -> flights.runOrWait(BLOB, () -> {
                    throw new IllegalStateException("broken");
                }));

        assertTrue(flights.runOrWait(BLOB, () -> {}));
    }

    @Test
    void waitingEndsWithAnInterrupt() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var first = CompletableFuture.runAsync(() -> flights.runOrWait(BLOB, () -> {
            entered.countDown();
            join(mayEnd);
        }));
        entered.await();
        Thread.currentThread().interrupt();

        assertThrows(CancellationException.class, () -> flights.runOrWait(BLOB, () -> {}));

        assertTrue(Thread.interrupted());
        mayEnd.countDown();
        first.join();
    }

    @Test
    void eachOfManyRunsAloneWhenItsTurnComes() {
        var under = new AtomicInteger();
        var most = new AtomicInteger();
        var ran = new AtomicInteger();
        var runs = IntStream.range(0, 50)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> flights.runAlone(BLOB, () -> {
                    ran.incrementAndGet();
                    most.accumulateAndGet(under.incrementAndGet(), Math::max);
                    under.decrementAndGet();
                })))
                .toList();
        runs.forEach(CompletableFuture::join);

        assertEquals(1, most.get());
        assertEquals(50, ran.get());
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
