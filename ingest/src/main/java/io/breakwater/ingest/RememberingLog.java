package io.breakwater.ingest;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.RegistryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Recognises an event that is delivered again and does not keep it a second time, neither in the log nor in a spool before
 * it, as long as it is remembered. Two deliveries are the same event if one sender gives them one id and they say the same
 * thing.
 *
 * <p>An id that is only the hash of a body proves less. Harbor's clock has whole seconds: a tag that is pushed to one
 * digest, to another or to nothing, and back within a second makes two bodies that are byte for byte the same, and the
 * second is the one that must be looked at. Its delivery may be late by any time, so nothing tells it from a repetition: a
 * push or a deletion under such an id is appended each time. Of what asks for no look a repetition is told by the time:
 * Harbor waits more than 15 s before it delivers again, so what comes sooner is another event.
 */
final class RememberingLog implements EventLog {
    /** Below Harbor's shortest wait, above the time that deliveries of one second's pushes are apart. */
    static final Duration SOONEST_REDELIVERY = Duration.ofSeconds(5);

    private final EventLog log;
    private final Map<Identity, Earlier> recent;

    /** @param remembered how many events, the newest ones */
    RememberingLog(EventLog log, int remembered) {
        this.log = log;
        this.recent = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Identity, Earlier> eldest) {
                return size() > remembered;
            }
        };
    }

    /** The same for two deliveries of one event, and not for two events under one id. */
    private record Identity(String source, String eventId, Class<?> kind, String key, Digest content) {
        static Identity of(RegistryEvent event) {
            var content = switch (event) {
                case RegistryEvent.Pushed pushed -> pushed.digest();
                case RegistryEvent.Deleted deleted -> deleted.digest();
                case RegistryEvent.Other other -> other.origin().payloadDigest();
            };
            var origin = event.origin();
            return new Identity(origin.source(), origin.eventId(), event.getClass(), event.key(), content);
        }
    }

    private record Earlier(Instant receivedAt, CompletableFuture<Receipt> receipt) {
        boolean mayBe(RegistryEvent event) {
            return !isHashed(event)
                    || Duration.between(receivedAt, event.origin().receivedAt()).compareTo(SOONEST_REDELIVERY) >= 0;
        }
    }

    /** Whether its id is no more than the hash of its body. */
    private static boolean isHashed(RegistryEvent event) {
        var origin = event.origin();
        return origin.eventId().equals(origin.payloadDigest().value());
    }

    private static boolean asksForALook(RegistryEvent event) {
        return switch (event) {
            case RegistryEvent.Pushed _, RegistryEvent.Deleted _ -> true;
            case RegistryEvent.Other _ -> false;
        };
    }

    @Override
    public CompletableFuture<Receipt> publish(RegistryEvent event) {
        if (isHashed(event) && asksForALook(event)) {
            return log.publish(event);
        }
        var identity = Identity.of(event);
        var ours = new Earlier(event.origin().receivedAt(), new CompletableFuture<>());
        Optional<Earlier> earlier;
        synchronized (recent) {
            earlier = Optional.ofNullable(recent.putIfAbsent(identity, ours));
        }
        if (earlier.isEmpty()) {
            return publishFirst(event, identity, ours);
        }
        // One that is still on its way is waited for: both get the one answer.
        return earlier.get().mayBe(event)
                ? earlier.get().receipt().thenApply(RememberingLog::again)
                : log.publish(event);
    }

    private CompletableFuture<Receipt> publishFirst(RegistryEvent event, Identity identity, Earlier ours) {
        try {
            var _ = log.publish(event).whenComplete((receipt, error) -> {
                if (error != null) {
                    forget(identity, ours, error);
                } else {
                    ours.receipt().complete(receipt);
                }
            });
        } catch (RuntimeException | Error e) {
            // Otherwise the next delivery would wait for this one for ever.
            forget(identity, ours, e);
            throw e;
        }
        return ours.receipt();
    }

    /** Whether it is in the log or not, nobody was promised anything: the next delivery is appended. */
    private void forget(Identity identity, Earlier ours, Throwable error) {
        synchronized (recent) {
            recent.remove(identity, ours);
        }
        ours.receipt().completeExceptionally(error);
    }

    private static Receipt again(Receipt first) {
        return switch (first) {
            case Receipt.InLog(var at) -> new Receipt.Known(Optional.of(at));
            case Receipt.Known known -> known;
            case Receipt.Spooled _ -> new Receipt.Known(Optional.empty());
        };
    }

    @Override
    public boolean isReady() {
        return log.isReady();
    }

    @Override
    public Optional<String> failure() {
        return log.failure();
    }

    @Override
    public void close() {
        log.close();
    }
}
