package io.breakwater.ingest;

import io.breakwater.ingest.follower.core.Told;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final int CLOSE_SECONDS = 5;

    /** Events of which a second delivery is recognised; a few MiB, and hours of a busy Harbor. */
    private static final int REMEMBERED = 10_000;

    private final Vertx vertx;
    private final EventLog log;
    private final IngestLimits limits;
    private final HttpServer server;
    private volatile Optional<FileWatch> files = Optional.empty();

    private Ingest(IngestConfig config, Optional<Pems> pems, EventLog log, Quarantine quarantine, IngestMeters meters) {
        this.log = log;
        this.limits = config.limits();
        var callers = config.options().callers();
        var places = new Places(limits, callers::isProxy, meters.connections());
        this.vertx = Vertx.builder()
                .withTransport(new BoundedTransport(places, meters::connectionRefused))
                .build();
        var webhooks = new LinkedHashMap<String, WebhookRoute>();
        for (var source : sources(config)) {
            webhooks.put(source.path(), new WebhookRoute(source, callers, log, quarantine, limits, meters));
        }
        var refusals = new Refusals(meters);
        this.server = vertx.createHttpServer(options(config, pems))
                .connectionHandler(connection -> StrictRequestDecoder.install(connection, limits))
                .invalidRequestHandler(refusals::invalid)
                .requestHandler(new Routes(vertx, webhooks, callers, log, refusals).router());
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
    public static Ingest start(IngestConfig config, Future<?> topics, MeterRegistry registry) {
        return start(config, topics, new Told(), registry);
    }

    /**
     * As above, beside a follower of Harbor's audit log.
     *
     * @param told what it has told; webhooks that say the same are not appended
     */
    public static Ingest start(IngestConfig config, Future<?> topics, Told told, MeterRegistry registry) {
        var options = config.options();
        var meters = new IngestMeters(registry);
        var spool = options.spool().map(Ingest::open);
        spool.ifPresent(meters::spool);
        var kafka = new KafkaEventLog(config.kafka(), topics, config.limits().acknowledgement());
        // In front of the log itself, so that what waits in the spool is asked about when it leaves it.
        var untold = new UntoldLog(kafka, told);
        var log = spool.<EventLog>map(open -> new SpoolingLog(untold, open)).orElse(untold);
        if (options.quarantine()) {
            meters.quarantine(kafka);
        }
        return start(
                config, new RememberingLog(log, REMEMBERED), options.quarantine() ? kafka : Quarantine.NONE, meters);
    }

    private static Spool open(SpoolSettings spool) {
        try {
            return Spool.open(spool.folder(), spool.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot use " + spool.folder() + " as the spool of webhooks: " + e.getMessage()
                            + "; mend that, or configure another folder or none",
                    e);
        }
    }

    static Ingest start(IngestConfig config, EventLog log, MeterRegistry registry) {
        return start(config, log, Quarantine.NONE, new IngestMeters(registry));
    }

    private static Ingest start(IngestConfig config, EventLog log, Quarantine quarantine, IngestMeters meters) {
        var pems = pems(config, log);
        var ingest = new Ingest(config, pems, log, quarantine, meters);
        try {
            pems.ifPresent(read -> tls(config).mustBeGood(read, ingest.vertx));
            ingest.server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (UncheckedIOException e) {
            ingest.close();
            throw e;
        } catch (CompletionException e) {
            ingest.close();
            throw new UncheckedIOException(
                    "Cannot listen on " + config.host() + ":" + config.port() + " for webhooks ("
                            + String.valueOf(e.getCause())
                            + "); free the port or configure another",
                    e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause()));
        }
        ingest.files = Optional.of(FileWatch.start(ingest.watched(config, pems)));
        LOG.atInfo().addKeyValue("port", ingest.port()).log("Listening for webhooks");
        return ingest;
    }

    private static Optional<Pems> pems(IngestConfig config, EventLog log) {
        try {
            return config.options().tls().map(ServerTls::read);
        } catch (UncheckedIOException e) {
            log.close();
            throw e;
        }
    }

    private static ServerTls tls(IngestConfig config) {
        return config.options().tls().orElseThrow();
    }

    private List<Watched<?>> watched(IngestConfig config, Optional<Pems> pems) {
        var watched = new ArrayList<>(config.secrets().watched());
        pems.ifPresent(inUse -> watched.add(new Watched<>(
                "the certificate of the webhooks' port", inUse, tls(config)::read, read -> use(config, read))));
        return watched;
    }

    /** For connections that are made from now on. */
    private void use(IngestConfig config, Pems pems) {
        tls(config).mustBeGood(pems, vertx);
        server.updateSSLOptions(options(config, Optional.of(pems)).getSslOptions())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static List<Source> sources(IngestConfig config) {
        var sources = new ArrayList<>(List.of(Source.harbor(config.secrets()), Source.distribution(config.secrets())));
        config.options().pubsub().map(Source::pubsub).ifPresent(sources::add);
        return List.copyOf(sources);
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

    private static HttpServerOptions options(IngestConfig config, Optional<Pems> pems) {
        var options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout((int) config.limits().idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        pems.ifPresent(read -> {
            options.setSsl(true)
                    // The request decoder of ours is for HTTP/1.1, which is all that webhooks need.
                    .setUseAlpn(false)
                    .setSslHandshakeTimeout(config.limits().request().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            read.applyTo(options);
        });
        return options;
    }

    /** Takes no more, answers what is in flight, closes; a few seconds. */
    @Override
    public void close() {
        files.ifPresent(FileWatch::close);
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
