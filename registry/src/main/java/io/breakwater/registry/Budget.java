package io.breakwater.registry;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongBinaryOperator;

/**
 * Keeps to the {@link Pace} of one registry. How much may be under way is halved when it throttles and grows back by one
 * with each round that it does not; until the time that it asks for is over, nothing is sent at all.
 *
 * <p>Any thread may call any method. The lock guards the counts and is never held over a request. Who copies in the
 * background waits with each request until nobody else waits, and with its bytes until others have paid for theirs
 * ({@link Bandwidth}).
 */
final class Budget {
    /** What a permit is for. Three counts, since an upload reads from a download that is under way, perhaps at the same host. */
    enum Use {
        CALL,
        DOWNLOAD,
        UPLOAD,
        /** What the holder of a permit asks before he uses it. Of these any number may be, since his own request waits. */
        LAST_LOOK
    }

    /** Who waits longer than this is told instead, so that somebody decides. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private final Pace pace;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Bandwidth bandwidth;

    /** Whoever pays for bytes in the background, one at a time in order. */
    private final Semaphore file = new Semaphore(1, true);

    private final Map<Use, Integer> under = new EnumMap<>(Use.class);
    private int waitingInFront;
    private double limit;
    private long halvedAt;
    private long pausedUntil;
    private int throttledInARow;
    private long nextRequest;

    /** Time as it passes, and as the wall shows it. */
    interface Clock {
        long nanoTime();

        LocalTime timeOfDay();

        Clock SYSTEM = new Clock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public LocalTime timeOfDay() {
                return LocalTime.now(ZoneId.systemDefault());
            }
        };
    }

    Budget(Pace pace, Clock clock) {
        this.pace = pace;
        this.clock = clock;
        this.limit = pace.inFlight();
        var now = clock.nanoTime();
        this.halvedAt = now;
        this.pausedUntil = now;
        this.nextRequest = now;
        this.bandwidth = new Bandwidth(now);
    }

    /** The right to send one request, from when it was given until {@link #close}. */
    final class Permit implements AutoCloseable {
        private final Use use;
        private final long since = clock.nanoTime();
        private boolean open = true;

        private Permit(Use use) {
            this.use = use;
        }

        /** Harmless if it was closed before. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    under.merge(use, -1, Integer::sum);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits until a request may be sent.
     *
     * @param behind whether everybody else goes first
     * @return empty if the registry wants to be left alone for longer than {@link #PATIENCE}
     * @throws CancellationException if this thread is interrupted; it stays so
     */
    Optional<Permit> acquire(Use use, boolean behind) {
        lock.lock();
        if (!behind) {
            waitingInFront++;
        }
        try {
            while (true) {
                var now = clock.nanoTime();
                if (pausedUntil - now > PATIENCE.toNanos()) {
                    return Optional.empty();
                }
                var wait = Math.max(pausedUntil, nextRequest) - now;
                if (wait > 0) {
                    changed.awaitNanos(wait);
                } else if (isFull(use) || (behind && waitingInFront > 0)) {
                    changed.await();
                } else {
                    return Optional.of(grant(use, now));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a registry's turn");
        } finally {
            if (!behind) {
                waitingInFront--;
                changed.signalAll();
            }
            lock.unlock();
        }
    }

    private boolean isFull(Use use) {
        return use != Use.LAST_LOOK && under.getOrDefault(use, 0) >= (int) limit;
    }

    private Permit grant(Use use, long now) {
        under.merge(use, 1, Integer::sum);
        if (pace.requestsPerSecond() > 0) {
            nextRequest = now + (long) (1e9 / (pace.requestsPerSecond() * share()));
        }
        return new Permit(use);
    }

    /** Of the configured pace, what the registry bears now: what throttling takes from one measure it takes from all. */
    private double share() {
        return limit / pace.inFlight();
    }

    /** How long nothing will be sent. */
    Duration pause() {
        lock.lock();
        try {
            return Duration.ofNanos(Math.max(0, pausedUntil - clock.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    /** The registry has answered as it should. */
    void answered() {
        lock.lock();
        try {
            throttledInARow = 0;
            if (limit < pace.inFlight()) {
                limit = Math.min(pace.inFlight(), limit + 1 / limit);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The registry throttles. Requests that were under way together count once. */
    void throttled(Permit permit, Optional<Duration> retryAfter) {
        lock.lock();
        try {
            if (permit.since - halvedAt >= 0) {
                halvedAt = clock.nanoTime();
                limit = Math.max(1, limit / 2);
                throttledInARow = Math.min(MOST_DOUBLINGS, throttledInARow + 1);
            }
            // What it asks for is honoured in full; a registry that asks for nothing, again and again, gets more than
            // that.
            var own = FIRST_PAUSE.multipliedBy(1L << Math.max(0, throttledInARow - 1));
            var wait = retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own);
            var until = clock.nanoTime() + wait.toNanos();
            pausedUntil = pausedUntil - until > 0 ? pausedUntil : until;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the bytes of a blob that were just moved are paid for.
     *
     * @param behind whether those of everybody else go first
     * @throws CancellationException if this thread is interrupted; it stays so
     */
    void spend(long bytes, boolean behind) {
        if (pace.bytesPerSecond() == 0 && pace.windows().isEmpty()) {
            return;
        }
        try {
            // The limit itself: who has moved too much stands still.
            sleep(behind ? owedBehind(bytes) : owed(bytes));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while keeping to a bandwidth");
        }
    }

    private static void sleep(long nanos) throws InterruptedException {
        if (nanos > 0) {
            // So long as the limit says: there is nothing to be woken by.
            Thread.sleep(Duration.ofNanos(nanos));
        }
    }

    private long owedBehind(long bytes) throws InterruptedException {
        var moved = clock.nanoTime();
        file.acquire();
        try {
            var first = clock.nanoTime();
            var wait = giveWay(bytes, moved, first);
            while (wait > 0) {
                sleep(wait);
                wait = giveWay(bytes, moved, first);
            }
            return priced(bytes, bandwidth::pay);
        } finally {
            file.release();
        }
    }

    private long giveWay(long bytes, long moved, long first) {
        return priced(bytes, (now, cost) -> bandwidth.giveWay(now, moved, first, cost));
    }

    /** Nanoseconds until a transfer at the pace that holds now would be as far. */
    long owed(long bytes) {
        return priced(bytes, bandwidth::payInFront);
    }

    /** Asks the bandwidth, under the lock, with what the bytes cost now; 0 if they cost nothing. */
    private long priced(long bytes, LongBinaryOperator question) {
        var rate = pace.bytesPerSecondAt(clock.timeOfDay());
        if (rate == 0) {
            return 0;
        }
        lock.lock();
        try {
            return question.applyAsLong(clock.nanoTime(), (long) (1e9 * bytes / (rate * share())));
        } finally {
            lock.unlock();
        }
    }
}
