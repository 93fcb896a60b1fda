package io.breakwater.cli.run;

import io.breakwater.cli.config.Listen;
import io.breakwater.replicator.JobsUnderWay;
import io.breakwater.schemas.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What whoever runs this process asks it: {@code /healthz} (the process answers), {@code /readyz} (every role can work),
 * {@code /jobs} (what is being copied), {@code /metrics} (Prometheus) and {@code /version}. Nothing here says anything secret, and nothing can be changed.
 */
final class OpsServer implements AutoCloseable {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final int WAIT_SECONDS = 10;

    private final Vertx vertx;
    private final Listen listen;
    private final HttpServer server;

    private OpsServer(Vertx vertx, Listen listen, HttpServer server) {
        this.vertx = vertx;
        this.listen = listen;
        this.server = server;
    }

    /** @throws IllegalStateException if the address is not free */
    static OpsServer start(
            Listen listen,
            Supplier<SequencedMap<String, Boolean>> readiness,
            Supplier<List<String>> degraded,
            Supplier<Optional<JobsUnderWay>> jobs,
            Supplier<String> metrics,
            Object version) {
        var vertx = Vertx.vertx();
        var router = Router.router(vertx);
        router.get("/healthz").handler(context -> context.response().end("ok\n"));
        router.get("/readyz").handler(context -> answer(context, () -> readiness(readiness.get(), degraded.get())));
        router.get("/jobs").handler(context -> answer(context, () -> jobs(jobs.get())));
        router.get("/metrics").handler(context -> answer(context, () -> new Answer(200, PROMETHEUS, metrics.get())));
        router.get("/version").handler(context -> answer(context, () -> new Answer(200, JSON, json(version))));
        try {
            var server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(listen.port(), listen.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
            return new OpsServer(vertx, listen, server);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new IllegalStateException(
                    "cannot listen on " + listen + " (" + reason(e) + "); choose another address in ops.listen", e);
        } catch (InterruptedException e) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting to listen on " + listen, e);
        }
    }

    /** Where it really listens, also if any port was asked for. */
    Listen address() {
        return new Listen(listen.host(), server.actualPort());
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the operations server did not end", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private record Answer(int status, String contentType, String body) {}

    /** Asks off the event loop: a gauge or a role may take its time. */
    private static void answer(RoutingContext context, Callable<Answer> ask) {
        context.vertx()
                .executeBlocking(ask, false)
                .onFailure(context::fail)
                .onSuccess(answer -> context.response()
                        .setStatusCode(answer.status())
                        .putHeader("content-type", answer.contentType())
                        .end(answer.body()));
    }

    private static Answer readiness(Map<String, Boolean> roles, List<String> degraded) throws Exception {
        var notReady = roles.entrySet().stream()
                .filter(role -> !role.getValue())
                .map(Map.Entry::getKey)
                .toList();
        return notReady.isEmpty()
                ? new Answer(200, JSON, json(new Ready(true, notReady, degraded)))
                : new Answer(503, JSON, json(new Ready(false, notReady, degraded)));
    }

    private static Answer jobs(Optional<JobsUnderWay> jobs) throws Exception {
        return jobs.isPresent()
                ? new Answer(200, JSON, json(jobs.get()))
                : new Answer(404, TEXT, "No replicator runs in this process, or not yet.\n");
    }

    /**
     * @param notReady names of the roles that are not
     * @param degraded what the roles wait for: a registry that is down makes nobody unready, since that is when we are needed
     */
    private record Ready(boolean ready, List<String> notReady, List<String> degraded) {}

    private static String json(Object value) throws Exception {
        return Json.mapper().writeValueAsString(value);
    }

    private static String reason(Exception e) {
        return e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
    }
}
