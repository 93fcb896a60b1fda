package io.breakwater.broker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.jspecify.annotations.Nullable;

/**
 * Takes the broker that ran here before out of the cluster's metadata, before its successor looks at them.
 *
 * <p>Left to itself, a lone broker that comes back after {@code kill -9} finds itself named leader of everything, since its
 * predecessor's session has not run out. It loads the transactions that were decided but not yet marked in their
 * partitions, and sends the markers to itself every 50 ms, in vain while it is not open yet. When the session does run out,
 * the partitions have no leader for some 20 ms. A marker that is tried in that moment is dropped for good:
 * {@code KRaftMetadataCache.getPartitionLeaderEndpoint} (Kafka 4.3.1) answers for a partition without a leader as for one
 * that was deleted. The transaction then counts as complete, and its records stay invisible to read-committed readers
 * although their commit was acknowledged.
 *
 * <p>With the predecessor gone, the successor first hears of a leader when that is itself, and alive. It need not wait for
 * the session to run out either.
 */
final class Predecessor {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Predecessor() {}

    /** Returns when the metadata that the broker will read do not name {@code nodeId} any more. Harmless if they never did. */
    static void bury(Controller controller, MetadataLoader metadata, int nodeId) {
        var deadline = System.nanoTime() + WITHIN.toNanos();
        try {
            while (!isUnregistered(controller, nodeId)) {
                if (System.nanoTime() > deadline) {
                    throw new BrokerFault("The controller was not ready within " + WITHIN.toSeconds() + " s");
                }
                // It tells nobody when it becomes the active one.
                Thread.sleep(PAUSE);
            }
            awaitWithout(nodeId, metadata);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerFault("Interrupted while starting", e);
        }
    }

    /** False while the controller is not the active one yet. */
    private static boolean isUnregistered(Controller controller, int nodeId) throws InterruptedException {
        var context =
                new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        var cause = failure(() -> controller.unregisterBroker(context, nodeId));
        return switch (cause) {
            case null -> true;
            case BrokerIdNotRegisteredException _ -> true;
            case NotControllerException _ -> false;
            default -> throw new BrokerFault("The controller does not let go of the broker that ran before", cause);
        };
    }

    private static void awaitWithout(int nodeId, MetadataLoader metadata) throws InterruptedException {
        var gone = new Gone(nodeId, new CompletableFuture<>());
        var cause = failure(() -> metadata.installPublishers(List.of(gone))
                .thenCompose(_ -> gone.future())
                .thenCompose(_ -> metadata.removeAndClosePublisher(gone)));
        if (cause != null) {
            throw new BrokerFault("The broker that ran before is still in the metadata", cause);
        }
    }

    private static @Nullable Throwable failure(Supplier<CompletableFuture<Void>> task) throws InterruptedException {
        try {
            task.get().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            return e;
        }
    }

    /** Is done as soon as a published image does not hold the broker. */
    private record Gone(int nodeId, CompletableFuture<Void> future) implements MetadataPublisher {
        @Override
        public String name() {
            return "Predecessor";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            if (image.cluster().broker(nodeId) == null) {
                future.complete(null);
            }
        }

        @Override
        public void close() {}
    }
}
