package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.auth.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
    private static final TokenScope SCOPE = TokenScope.pull("library/app");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger fetched = new AtomicInteger();
    private final TokenCache cache = new TokenCache(nanos::get);

    private TokenCache.Grant grant() {
        var token = Authorization.bearer(Secret.of("token-" + fetched.incrementAndGet()));
        return new TokenCache.Grant(token, Duration.ofSeconds(100));
    }

    @Test
    void tokenIsRenewedAtEightyPercentOfItsLife() {
        var first = cache.get(SCOPE, this::grant);
        nanos.addAndGet(Duration.ofSeconds(80).toNanos() - 1);
        assertEquals(first, cache.get(SCOPE, this::grant));

        nanos.addAndGet(1);

        assertNotEquals(first, cache.get(SCOPE, this::grant));
        assertEquals(2, fetched.get());
    }

    @Test
    void eachScopeHasItsOwn() {
        assertNotEquals(cache.get(SCOPE, this::grant), cache.get(TokenScope.pullAndPush("library/app"), this::grant));
    }

    @Test
    void refusedTokenIsForgottenButNotItsSuccessor() {
        var first = cache.get(SCOPE, this::grant);
        cache.drop(SCOPE, first);
        var second = cache.get(SCOPE, this::grant);

        cache.drop(SCOPE, first);

        assertEquals(second, cache.get(SCOPE, this::grant));
        assertEquals(2, fetched.get());
    }

    @Test
    void manyThreadsMakeOneRequest() throws Exception {
        var gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Authorization>>();
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> cache.get(SCOPE, () -> {
                    await(gate);
                    return grant();
                })));
            }
            gate.countDown();
            for (var answer : answers) {
                assertEquals("Bearer token-1", answer.get().header());
            }
        }
        assertEquals(1, fetched.get());
    }

    @Test
    void failureIsNotKept() {
        var fault = new RegistryFault("HTTP_503", "no");
        assertThrows(
                RegistryFault.class,
                () -> cache.get(SCOPE, () -> {
                    throw fault;
                }));

        assertEquals("Bearer token-1", cache.get(SCOPE, this::grant).header());
    }

    @Test
    void interruptOfTheFetchingThreadDoesNotFailTheOthers() throws Exception {
        var fetching = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> cache.get(SCOPE, () -> {
                fetching.countDown();
                await(never);
                return grant();
            }));
            fetching.await();
            var second = threads.submit(() -> cache.get(SCOPE, this::grant));
            first.cancel(true);

            assertEquals("Bearer token-1", second.get().header());
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void errorOfTheFetchingThreadLetsTheOthersGoOn() throws Exception {
        var fetching = new CountDownLatch(1);
        var fail = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> cache.get(SCOPE, () -> {
                fetching.countDown();
                await(fail);
                throw new StackOverflowError("told by the test");
            }));
            fetching.await();
            var second = threads.submit(() -> cache.get(SCOPE, this::grant));
            fail.countDown();

            assertEquals("Bearer token-1", second.get().header());
            assertInstanceOf(
                    StackOverflowError.class,
                    assertThrows(ExecutionException.class, first::get).getCause());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }
}
