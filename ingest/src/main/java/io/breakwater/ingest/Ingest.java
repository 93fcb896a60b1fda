package io.breakwater.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes webhooks in and answers 202 when the brokers have them (invariant 1). */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 5;

    private final Vertx vertx = Vertx.vertx();
    private final EventLog log;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpServer server;

    private Ingest(IngestConfig config, EventLog log, MeterRegistry meters) {
        this.log = log;
        var route =
                new WebhookRoute(log, config.secrets(), config.limits(), inFlight, new IngestMeters(meters, inFlight));
        this.server = vertx.createHttpServer(options(config))
                .requestHandler(router(route, config.limits()))
                .connectionHandler(connection -> {
                    connection.closeHandler(_ -> connections.decrementAndGet());
                    if (connections.incrementAndGet() > config.limits().connections()) {
                        var _ = connection.close();
                    }
                });
    }

    /**
     * Opens the port. It opens also while the brokers are away: then webhooks are answered 503, and Harbor comes again.
     *
     * @throws UncheckedIOException if the port can't be opened
     */
    public static Ingest start(IngestConfig config, MeterRegistry meters) {
        return start(config, new KafkaEventLog(config.kafka(), config.limits().acknowledgement()), meters);
    }

    static Ingest start(IngestConfig config, EventLog log, MeterRegistry meters) {
        Ingest ingest;
        try {
            ingest = new Ingest(config, log, meters);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
        try {
            ingest.server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            ingest.close();
            throw new UncheckedIOException(
                    "Cannot listen on " + config.host() + ":" + config.port() + " for webhooks",
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

    private static HttpServerOptions options(IngestConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxInitialLineLength(4_096)
                .setMaxHeaderSize(8_192)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false);
    }

    private Router router(WebhookRoute route, IngestLimits limits) {
        var router = Router.router(vertx);
        router.post("/webhooks/harbor")
                .handler((SecurityPolicyHandler) route::admit)
                .handler(BodyHandler.create(false).setBodyLimit(limits.bodyBytes()))
                .handler(route::receive);
        router.get("/healthz").handler(context -> status(context, 200, "alive"));
        router.get("/readyz")
                .handler(context ->
                        status(context, ready() ? 200 : 503, ready() ? "ready" : "the log can't be reached"));
        var openapi = openapi();
        router.get("/openapi.yaml")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "application/yaml")
                        .end(openapi));
        router.route().failureHandler(Ingest::failed);
        router.errorHandler(
                404, context -> Replies.refused(context, 404, "NOT_FOUND", "POST /webhooks/harbor is what there is"));
        router.errorHandler(
                405, context -> Replies.refused(context, 405, "METHOD_NOT_ALLOWED", "another method is expected"));
        return router;
    }

    private static void status(RoutingContext context, int code, String word) {
        var _ = context.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("status", word).encode());
    }

    /** Whatever went wrong in a handler, the sender hears a number and a word. */
    private static void failed(RoutingContext context) {
        switch (context.statusCode()) {
            case 413 -> Replies.refusedUnread(context, 413, "TOO_LARGE", "the body is larger than this server takes");
            case 400 -> Replies.refusedUnread(context, 400, "BAD_REQUEST", "the request can't be read");
            default -> {
                LOG.atError().setCause(context.failure()).log("A webhook failed in a way that it never should");
                Replies.later(context, 500, "INTERNAL", "something is wrong here; send it again");
            }
        }
    }

    private static String openapi() {
        try (var file = Objects.requireNonNull(Ingest.class.getResourceAsStream("openapi.yaml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
