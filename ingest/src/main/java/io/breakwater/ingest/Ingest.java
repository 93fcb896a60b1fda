package io.breakwater.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes webhooks in and answers 202 when the brokers have them (invariant 1). */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 5;

    private final Vertx vertx = Vertx.vertx();
    private final EventLog log;
    private final IngestLimits limits;
    private final IngestMeters meters;
    private final HttpServer server;

    private Ingest(IngestConfig config, EventLog log, MeterRegistry registry) {
        this.log = log;
        this.limits = config.limits();
        this.meters = new IngestMeters(registry);
        var route = new WebhookRoute(log, config.secrets(), limits, meters);
        this.server = vertx.createHttpServer(options(config))
                .connectionHandler(this::connected)
                .invalidRequestHandler(Replies::invalid)
                .requestHandler(new Routes(vertx, route, log).router());
    }

    /**
     * Opens the port. It opens also while the brokers are away: then webhooks are answered 503, and Harbor comes again.
     *
     * @throws UncheckedIOException if the port can't be opened
     */
    public static Ingest start(IngestConfig config, MeterRegistry meters) {
        return start(config, CompletableFuture.completedFuture(true), meters);
    }

    /**
     * Opens the port before the topics are made. Until {@code topics} is done no broker is asked for them, since one that
     * makes topics by itself would make them as it likes; webhooks are answered 503.
     */
    public static Ingest start(IngestConfig config, Future<?> topics, MeterRegistry meters) {
        var log = new KafkaEventLog(config.kafka(), topics, config.limits().acknowledgement());
        return start(config, log, meters);
    }

    static Ingest start(IngestConfig config, EventLog log, MeterRegistry meters) {
        var ingest = new Ingest(config, log, meters);
        try {
            ingest.server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            ingest.close();
            throw new UncheckedIOException(
                    "Cannot listen on " + config.host() + ":" + config.port()
                            + " for webhooks; free the port or configure another",
                    e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause()));
        }
        LOG.atInfo().addKeyValue("port", ingest.port()).log("Listening for webhooks");
        return ingest;
    }

    /** The port that is open. */
    public int port() {
        return server.actualPort();
    }

    /** Whether the next webhook can be expected to be stored. */
    public boolean ready() {
        return log.isReady();
    }

    /** Why it can never store a webhook; absent during an outage. The process should end. */
    public Optional<String> failure() {
        return log.failure();
    }

    private static HttpServerOptions options(IngestConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false);
    }

    private void connected(HttpConnection connection) {
        var open = meters.connections();
        connection.closeHandler(_ -> open.decrementAndGet());
        if (open.incrementAndGet() > limits.connections()) {
            meters.connectionRefused();
            var _ = connection.close();
        } else {
            StrictRequestDecoder.install(connection, limits);
        }
    }

    /** Takes no more, answers what is in flight, closes; a few seconds. */
    @Override
    public void close() {
        try {
            server.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } finally {
            log.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
