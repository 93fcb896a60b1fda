package io.breakwater.ingest;

import io.breakwater.schemas.Json;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log behind a spool: what it does not take goes to the disk, and from there to the log in order. While the spool holds
 * anything, everything that comes goes through it. So events keep their order but for those that were on their way to the
 * log when it was found to be away: these reach the spool late, and one that came after them may stand before them. An event
 * is a hint to look, whichever stands first. The log may get an event twice, under one id; the first of each stand in the
 * spool's order, name by name.
 */
final class SpoolingLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolingLog.class);
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final int MOST_AT_ONCE = 64;

    /** Bytes of an event; beside it a record has a key, headers and what Kafka puts around them, a few KiB together. */
    private static final int LONGEST = Topic.LONGEST_RECORD - (32 << 10);

    /** Not the network thread of the producer: appending waits for the disk. */
    private static final Executor DISK =
            task -> Thread.ofVirtual().name("ingest-spool").start(task);

    private final EventLog log;
    private final Spool spool;
    private final Thread drain;
    private volatile Optional<String> failure = Optional.empty();

    SpoolingLog(EventLog log, Spool spool) {
        this.log = log;
        this.spool = spool;
        this.drain = Thread.ofVirtual().name("ingest-drain").start(this::drain);
    }

    @Override
    public CompletableFuture<Receipt> publish(RegistryEvent event) {
        if (!spool.isEmpty()) {
            return spooled(event);
        }
        return log.publish(event)
                .exceptionallyComposeAsync(
                        error -> cause(error) instanceof LogFault.Unavailable
                                ? spooled(event)
                                : CompletableFuture.failedFuture(cause(error)),
                        DISK);
    }

    private CompletableFuture<Receipt> spooled(RegistryEvent event) {
        var entry = EVENTS.write(event);
        if (entry.length > LONGEST) {
            // Promised now, it would be refused by the brokers when they are back.
            return CompletableFuture.failedFuture(
                    new LogFault.TooLarge(entry.length + " bytes are more than a record may have"));
        }
        try {
            spool.append(entry);
            return CompletableFuture.completedFuture(new Receipt.Spooled());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new LogFault.Unavailable("not spooled: " + e.getMessage()));
        }
    }

    private void drain() {
        try {
            var well = true;
            while (true) {
                spool.awaitEntry();
                // One to try while the log does not answer or the first can't be moved: what would be published
                // together
                // with it would be published again each time.
                well = drainSome(well && log.isReady() ? MOST_AT_ONCE : 1);
                if (!well) {
                    // The log did not take it: it is left alone for a while.
                    Thread.sleep(BETWEEN_TRIES);
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The spool is no longer drained");
        } catch (Error e) {
            LOG.atError().setCause(e).log("The spool is no longer drained; its events wait there");
            failure = Optional.of("its spool is no longer drained: " + e);
        }
    }

    /** Whether there may be more to do at once. */
    private boolean drainSome(int most) throws InterruptedException {
        try {
            var entries = oneOfEachName(spool.oldest(most, Json.LONGEST_DOCUMENT));
            var published = entries.stream().map(this::publishAgain).toList();
            var done = 0;
            try {
                while (done < published.size() && isDone(published.get(done), entries.get(done))) {
                    done++;
                }
            } finally {
                // Whatever stops us, what has left the spool is not published again.
                spool.remove(done);
            }
            return done == entries.size();
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("The spool can't be drained; its events wait there");
            return false;
        }
    }

    /**
     * As many as have different names. Of two events of one name that are on their way together the log could take the
     * later and not the earlier, which would then come again and stand behind it.
     */
    private static List<byte[]> oneOfEachName(List<byte[]> oldest) {
        var names = new HashSet<String>();
        return oldest.stream()
                .takeWhile(entry -> name(entry).map(names::add).orElse(true))
                .toList();
    }

    private static Optional<String> name(byte[] entry) {
        try {
            return Optional.of(EVENTS.read(entry).key());
        } catch (RuntimeException e) {
            // It has none, and is set aside when it is published.
            return Optional.empty();
        }
    }

    private CompletableFuture<Receipt> publishAgain(byte[] entry) {
        try {
            return log.publish(EVENTS.read(entry));
        } catch (RuntimeException e) {
            // Of another version, perhaps, whose kinds of events we do not know.
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether an entry's way through the spool has ended. */
    private boolean isDone(CompletableFuture<Receipt> published, byte[] entry)
            throws InterruptedException, IOException {
        try {
            published.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LogFault.Unavailable) {
                return false;
            }
            spool.setAside(entry);
            return true;
        }
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    /** Also while the brokers are away, as long as there is room. */
    @Override
    public boolean isReady() {
        return failure.isEmpty() && (log.isReady() || spool.hasRoomFor(Json.LONGEST_DOCUMENT));
    }

    @Override
    public Optional<String> failure() {
        return failure.or(log::failure);
    }

    @Override
    public void close() {
        drain.interrupt();
        try {
            drain.join();
            spool.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("The spool was not closed as it should be; its events are on the disk");
        } finally {
            log.close();
        }
    }
}
