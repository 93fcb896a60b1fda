package io.breakwater.ingest;

import io.breakwater.ingest.follower.core.Told;
import io.breakwater.schemas.RegistryEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Appends what the follower of Harbor's audit log has not told yet. Harbor tries a webhook again after a quarter of a minute and
 * later, when the follower has taken it for lost; its sender is shown where the follower's own event stands.
 */
final class UntoldLog implements EventLog {
    private final EventLog log;
    private final Told told;

    UntoldLog(EventLog log, Told told) {
        this.log = log;
        this.told = told;
    }

    @Override
    public CompletableFuture<Receipt> publish(RegistryEvent event) {
        return told.find(event)
                .map(at -> CompletableFuture.<Receipt>completedFuture(new Receipt.Known(Optional.of(at))))
                .orElseGet(() -> log.publish(event));
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
