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
 * Recognises an event that is delivered again and does not append it a second time, as long as it is remembered. Two
 * deliveries are the same event if one sender gives them one id and they say the same thing.
 *
 * <p>An id that is only the hash of a body proves less. Harbor's clock has whole seconds: a tag that is pushed to one
 * digest, to another and back within a second makes two bodies that are byte for byte the same, and the second is the one
 * that must be looked at. Harbor waits more than 15 s before it delivers again, so what comes sooner is another event.
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
            var origin = event.origin();
            return !origin.eventId().equals(origin.payloadDigest().value())
                    || Duration.between(receivedAt, origin.receivedAt()).compareTo(SOONEST_REDELIVERY) >= 0;
        }
    }

    @Override
    public CompletableFuture<Receipt> publish(RegistryEvent event) {
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
        var _ = log.publish(event).whenComplete((receipt, error) -> {
            if (error != null) {
                // Whether it is in the log or not, nobody was promised anything: the next delivery is appended.
                synchronized (recent) {
                    recent.remove(identity, ours);
                }
                ours.receipt().completeExceptionally(error);
            } else {
                ours.receipt().complete(receipt);
            }
        });
        return ours.receipt();
    }

    private static Receipt again(Receipt first) {
        return switch (first) {
            case Receipt.InLog(var at) -> new Receipt.Known(at);
            case Receipt.Known known -> known;
            case Receipt.Spooled spooled -> spooled;
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
