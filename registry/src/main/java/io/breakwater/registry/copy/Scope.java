package io.breakwater.registry.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Runs an action for each of many items on named virtual threads, some at a time. No thread outlives the call. The first
 * failure interrupts all others and is what the caller gets; an interrupt of the caller does so as well.
 */
final class Scope {
    private final ThreadFactory threads;
    private final int parallel;

    Scope(String name, int parallel) {
        this.threads = Thread.ofVirtual().name(name, 0).factory();
        this.parallel = parallel;
    }

    /**
     * Returns when the action has returned for every item.
     *
     * @throws CancellationException if this thread is interrupted; it stays so
     */
    <T> void forEach(List<T> items, Consumer<T> action) {
        var ends = new LinkedBlockingQueue<Optional<Throwable>>();
        var started = new ArrayList<Thread>();
        try {
            for (var item : items) {
                if (started.size() >= parallel) {
                    awaitOne(ends);
                }
                started.add(start(item, action, ends));
            }
            for (int left = Math.min(parallel, started.size()); left > 0; left--) {
                awaitOne(ends);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while copying");
        } finally {
            end(started);
        }
    }

    private <T> Thread start(T item, Consumer<T> action, BlockingQueue<Optional<Throwable>> ends) {
        var thread = threads.newThread(() -> {
            try {
                action.accept(item);
                ends.add(Optional.empty());
            } catch (RuntimeException | Error e) {
                ends.add(Optional.of(e));
            }
        });
        thread.start();
        return thread;
    }

    private static void awaitOne(BlockingQueue<Optional<Throwable>> ends) throws InterruptedException {
        switch (ends.take().orElse(null)) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("an action has thrown a checked exception", e);
        }
    }

    /** Waits even when this thread is interrupted again: whatever the actions use is closed after this. */
    private static void end(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
        var interrupted = false;
        for (var thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
