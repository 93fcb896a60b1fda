package io.breakwater.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by scope, each renewed at 80 % of its life. Many threads that miss the same token at once make one request
 * between them: the first fetches, the others wait for it. The lock guards the map alone and is never held over a request.
 */
final class TokenCache {
    /** A token and how long it lives. */
    record Grant(Authorization authorization, Duration life) {}

    private record Held(Authorization authorization, long renewAtNanos) {}

    private static final int MOST = 500;

    private final LongSupplier nanoTime;
    private final Map<TokenScope, CompletableFuture<Held>> tokens = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenScope, CompletableFuture<Held>> eldest) {
            return size() > MOST;
        }
    };

    TokenCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The token for {@code scope}, fetched if there is none in its prime.
     *
     * @throws CancellationException if this thread is interrupted
     */
    Authorization get(TokenScope scope, Supplier<Grant> fetch) {
        while (true) {
            var mine = new CompletableFuture<Held>();
            var current = currentOrPut(scope, mine);
            if (current == null) {
                return fetch(scope, mine, fetch);
            }
            var held = await(current);
            if (held != null) {
                return held.authorization();
            }
        }
    }

    /** Forgets a token that was refused, unless another has taken its place already. */
    synchronized void drop(TokenScope scope, Authorization refused) {
        tokens.computeIfPresent(scope, (key, held) -> isDone(held) && holds(held, refused) ? null : held);
    }

    /** Null if there was none in its prime, so that {@code mine} has taken its place. */
    private synchronized @Nullable CompletableFuture<Held> currentOrPut(
            TokenScope scope, CompletableFuture<Held> mine) {
        var current = tokens.get(scope);
        if (current != null && !(isDone(current) && isOld(current))) {
            return current;
        }
        tokens.put(scope, mine);
        return null;
    }

    private Authorization fetch(TokenScope scope, CompletableFuture<Held> mine, Supplier<Grant> fetch) {
        try {
            var grant = fetch.get();
            mine.complete(new Held(
                    grant.authorization(), nanoTime.getAsLong() + grant.life().toNanos() / 10 * 8));
            return grant.authorization();
        } catch (Throwable e) {
            // Whatever it was, an Error too: those who wait would otherwise wait for ever.
            forget(scope, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized void forget(TokenScope scope, CompletableFuture<Held> mine) {
        tokens.remove(scope, mine);
    }

    /** Null if the thread that was to fetch it has been interrupted, which is no reason for this one to fail. */
    private static @Nullable Held await(CompletableFuture<Held> current) {
        try {
            return current.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a token");
        } catch (CancellationException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RegistryException fault) {
                throw fault;
            }
            return null;
        }
    }

    private static boolean isDone(CompletableFuture<Held> held) {
        return held.state() == CompletableFuture.State.SUCCESS;
    }

    private boolean isOld(CompletableFuture<Held> held) {
        return nanoTime.getAsLong() - held.resultNow().renewAtNanos() >= 0;
    }

    private static boolean holds(CompletableFuture<Held> held, Authorization refused) {
        return held.resultNow().authorization().equals(refused);
    }
}
