package io.breakwater.registry.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    private static void sleepForEver(AtomicInteger ended) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            ended.incrementAndGet();
        }
    }

    @Test
    void everyItemIsDoneOnce() {
        var done = ConcurrentHashMap.<Integer>newKeySet();
        new Scope("test-", 7).forEach(HUNDRED, item -> assertTrue(done.add(item)));
        assertEquals(100, done.size());
    }

    @Test
    void neverMoreThanAllowedRunAtATime() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        new Scope("test-", 3).forEach(HUNDRED, item -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
        });
        assertTrue(most.get() <= 3);
    }

    @Test
    void asManyAsAllowedRunAtATime() {
        var together = new CyclicBarrier(4);
        new Scope("test-", 4).forEach(HUNDRED, item -> {
            try {
                together.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals(0, together.getNumberWaiting());
    }

    @Test
    void firstFailureEndsTheOthersAndIsThrown() {
        var ended = new AtomicInteger();
        var failure = new IllegalStateException("first");

        var thrown = assertThrows(
                IllegalStateException.class,
                () -> new Scope("test-", 4).forEach(HUNDRED, item -> {
                    if (item == 3) {
                        throw failure;
                    }
                    sleepForEver(ended);
                }));

        assertSame(failure, thrown);
        assertEquals(3, ended.get());
    }

    @Test
    void errorIsThrownAsItIs() {
        assertThrows(
                StackOverflowError.class,
                () -> new Scope("test-", 4).forEach(HUNDRED, item -> {
                    throw new StackOverflowError();
                }));
    }

    @Test
    void interruptEndsAllBeforeTheCallReturns() throws InterruptedException {
        var started = new CountDownLatch(4);
        var ended = new AtomicInteger();
        var thrown = new AtomicReference<@Nullable Throwable>();
        var stillInterrupted = new AtomicReference<@Nullable Boolean>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                new Scope("test-", 4).forEach(HUNDRED, item -> {
                    started.countDown();
                    sleepForEver(ended);
                });
            } catch (CancellationException e) {
                thrown.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        started.await();

        caller.interrupt();
        caller.join();

        assertInstanceOf(CancellationException.class, thrown.get());
        assertEquals(true, stillInterrupted.get());
        assertEquals(4, ended.get());
    }

    @Test
    void threadsHaveNames() {
        var names = ConcurrentHashMap.<String>newKeySet();
        new Scope("copy-", 2)
                .forEach(List.of(1, 2), item -> names.add(Thread.currentThread().getName()));
        assertTrue(names.stream().allMatch(name -> name.startsWith("copy-")));
    }
}
