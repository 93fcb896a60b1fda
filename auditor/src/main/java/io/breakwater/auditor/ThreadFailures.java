package io.breakwater.auditor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when the topology's thread dies: begin again with a new one, unless it keeps dying. A bug must end loudly,
 * a broker that was away for a moment must not end anything. Called by dying threads, asked by any.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
    /** More than this many within {@link #WINDOW} is not a passing trouble. */
    static final int MOST_RESTARTS = 3;

    static final Duration WINDOW = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);

    private final InstantSource clock;

    /** Guarded by this. */
    private final Deque<Instant> recent = new ArrayDeque<>();

    private volatile Optional<String> end = Optional.empty();

    ThreadFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
        var now = clock.instant();
        recent.removeIf(failure -> failure.isBefore(now.minus(WINDOW)));
        recent.add(now);
        if (recent.size() <= MOST_RESTARTS) {
            LOG.atWarn().setCause(exception).log("The drift topology's thread failed and is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        end = Optional.of("the drift topology failed " + recent.size() + " times within " + WINDOW.toMinutes()
                + " minutes, the last time with " + chain(exception));
        LOG.atError().setCause(exception).log("The drift topology keeps failing and is shut down");
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Why the topology was shut down; absent while it was not. */
    Optional<String> end() {
        return end;
    }

    /** The exception and its root, which is what a person needs to see. */
    private static String chain(Throwable exception) {
        var root = exception;
        for (var cause = exception.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root.equals(exception) ? exception.toString() : exception + ", because of " + root;
    }
}
