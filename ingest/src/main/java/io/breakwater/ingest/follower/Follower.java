package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.core.Told;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows Harbor's audit log and writes to {@code registry.events} what no webhook has announced. Runs in every ingest process
 * and works in one of them. Without Harbor, or without its log, webhooks carry on.
 */
public final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Trouble trouble = new Trouble();
    private final List<Thread> threads;
    private volatile Optional<String> failure = Optional.empty();

    private Follower(FollowerConfig config, Future<?> topics, Told told, MeterRegistry registry) {
        this.threads = List.of(
                start(
                        "ingest-follower",
                        new FollowerLoop(config, topics, new FollowerMeters(registry), trouble, Leader.LONGEST_DOUBT)),
                start("ingest-told", new ToldTail(config.kafka(), topics, told)));
    }

    /**
     * Starts to follow, or to wait for its turn.
     *
     * @param topics done when there are topics to write to
     * @param told is kept up to date with what is told, by whichever process
     */
    public static Follower start(FollowerConfig config, Future<?> topics, Told told, MeterRegistry registry) {
        return new Follower(config, topics, told, registry);
    }

    private Thread start(String name, Runnable work) {
        return Thread.ofPlatform()
                .name(name)
                .uncaughtExceptionHandler((_, bug) -> {
                    LOG.atError().setCause(bug).log("The follower has ended by a bug");
                    failure = Optional.of("its follower ended by a bug: " + bug);
                })
                .start(work);
    }

    /** Why not all of the log becomes events, while this process is the one that should see to it. */
    public List<String> degraded() {
        return trouble.present();
    }

    /** Why it has ended by itself, which only a bug makes it do. */
    public Optional<String> failure() {
        return failure;
    }

    /** Stops in the middle of whatever it does; what is not committed is done by whoever follows next. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
