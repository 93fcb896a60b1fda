package io.breakwater.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker of our own: a child JVM with its data on disk, brought back when it dies. Its ports are chosen once for
 * its data, so clients find it again after every restart. It ends with this JVM, however that ends.
 *
 * <p>Any thread may call any method. {@link #lock} guards {@link #current} and {@link #wanted} and is never held while
 * waiting for a process.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /**
     * Where and how a broker runs.
     *
     * @param data folder for everything it writes; made where missing
     * @param heapMegabytes the child's largest heap, in MiB
     * @param overrides broker configuration in Kafka's words, stronger than ours
     * @param jvm that runs it
     */
    public record Config(Path data, int heapMegabytes, Map<String, String> overrides, ChildJvm jvm) {
        private static final int HEAP_MEGABYTES = 384;

        public Config {
            overrides = Map.copyOf(overrides);
            if (heapMegabytes < 128) {
                throw new IllegalArgumentException("a broker needs a heap of 128 MiB or more, not " + heapMegabytes);
            }
            if (data.toAbsolutePath().toString().contains(",")) {
                throw new IllegalArgumentException("Kafka cannot keep data in a folder with a comma: " + data);
            }
        }

        /** In a JVM like this one. */
        public Config(Path data, int heapMegabytes, Map<String, String> overrides) {
            this(data, heapMegabytes, overrides, ChildJvm.likeThisOne());
        }

        /** A heap of 384 MiB, no overrides. */
        public static Config at(Path data) {
            return new Config(data, HEAP_MEGABYTES, Map.of());
        }

        /** The same in another JVM. */
        public Config with(ChildJvm other) {
            return new Config(data, heapMegabytes, overrides, other);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final Config config;
    private final BrokerData data;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private BrokerProcess current;
    /** Whether the death of {@link #current} is unexpected. */
    private boolean wanted;

    private volatile Consumer<UnexpectedExit> listener = exit -> {};

    private EmbeddedBroker(Config config, BrokerData data, BrokerProcess first) {
        this.config = config;
        this.data = data;
        this.current = first;
    }

    /**
     * Starts a broker on new data or on what an earlier one has left. Returns when it answers clients.
     *
     * @throws BrokerFault if it does not, if another broker holds the data, or if its ports are taken
     */
    public static EmbeddedBroker start(Config config) {
        var data = BrokerData.open(config.data());
        var broker = new EmbeddedBroker(config, data, BrokerProcess.spawn(data, config));
        broker.awaitReady();
        return broker;
    }

    /** Host and port, for {@code bootstrap.servers}; the same for the life of the data. */
    public String bootstrapServers() {
        return data.ports().bootstrapServers();
    }

    /** Process id of the child that runs now or ran last. */
    public long pid() {
        return current().pid();
    }

    /** Names the one who is told of every unexpected death, on the supervising thread; the broker comes back meanwhile. */
    public void onUnexpectedExit(Consumer<UnexpectedExit> newListener) {
        listener = newListener;
    }

    /** SIGKILL, as a crash would do it. The broker stays dead until {@link #startAgain()}. Harmless if it is. */
    public void kill() {
        unwanted().kill();
    }

    /** Brings the broker back after {@link #kill()} or {@link #close()}, with its ports and data. Returns as {@link #start} does. */
    public void startAgain() {
        lock.lock();
        try {
            if (wanted || current.isAlive()) {
                throw new IllegalStateException("the broker on " + data.folder() + " has not been stopped");
            }
            current = BrokerProcess.spawn(data, config);
        } finally {
            lock.unlock();
        }
        awaitReady();
    }

    /** SIGTERM. Returns when the child is gone; after 30 s it is killed. Harmless if it is gone already. */
    @Override
    public void close() {
        unwanted().stop();
    }

    private void awaitReady() {
        var process = current();
        try {
            process.awaitReady();
        } catch (BrokerFault e) {
            process.kill();
            throw e;
        }
        lock.lock();
        try {
            wanted = current == process;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("broker-supervisor").start(() -> supervise(process));
    }

    /** Runs until the broker is not wanted any more. */
    private void supervise(BrokerProcess first) {
        var backOff = BackOff.NONE;
        @Nullable BrokerProcess process = first;
        try {
            while (process != null) {
                var exitCode = process.awaitExit();
                if (!isWanted(process)) {
                    return;
                }
                backOff = backOff.afterDeathAt(process.age());
                tell(new UnexpectedExit(process.pid(), exitCode, backOff.delay(), process.logTail()));
                process = bringBack(process, backOff.delay());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BrokerProcess current() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    private BrokerProcess unwanted() {
        lock.lock();
        try {
            wanted = false;
            changed.signalAll();
            return current;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted(BrokerProcess process) {
        lock.lock();
        try {
            return wanted && current == process;
        } finally {
            lock.unlock();
        }
    }

    private void tell(UnexpectedExit exit) {
        try {
            listener.accept(exit);
        } catch (RuntimeException e) {
            log.error("The listener for unexpected exits failed; the broker is brought back all the same", e);
        }
    }

    /** Null if the broker was not wanted any more before {@code delay} was over. */
    private @Nullable BrokerProcess bringBack(BrokerProcess dead, Duration delay) throws InterruptedException {
        lock.lock();
        try {
            while (isStillWantedAfter(delay, dead)) {
                try {
                    current = BrokerProcess.spawn(data, config);
                    return current;
                } catch (BrokerFault e) {
                    log.error("The broker cannot be brought back yet", e);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the lock while it waits. */
    private boolean isStillWantedAfter(Duration delay, BrokerProcess dead) throws InterruptedException {
        var left = delay.toNanos();
        while (wanted && current == dead && left > 0) {
            left = changed.awaitNanos(left);
        }
        return wanted && current == dead;
    }
}
