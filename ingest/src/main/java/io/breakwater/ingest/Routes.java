package io.breakwater.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to ask for, as {@code openapi.yaml} lists it, and what is said to whoever asks for something else. */
final class Routes {
    static final String WEBHOOK = "/webhooks/harbor";

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final Vertx vertx;
    private final WebhookRoute webhooks;
    private final EventLog log;
    private final String openapi = openapi();

    Routes(Vertx vertx, WebhookRoute webhooks, EventLog log) {
        this.vertx = vertx;
        this.webhooks = webhooks;
        this.log = log;
    }

    Router router() {
        var router = Router.router(vertx);
        router.route().handler(Routes::refuseAmbiguousHosts);
        router.post(WEBHOOK).handler(context -> webhooks.receive(context.request()));
        router.get("/healthz").handler(context -> Replies.status(context.request(), 200, "alive"));
        router.get("/readyz").handler(context -> readiness(context.request()));
        router.get("/openapi.yaml")
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                        .end(openapi));
        router.errorHandler(400, context -> Replies.refused(context.request(), Answer.BAD_REQUEST, "not a path"));
        router.errorHandler(404, Routes::notFound);
        router.errorHandler(405, Routes::wrongMethod);
        router.errorHandler(500, Routes::failed);
        return router;
    }

    /** Two readers on the way may each believe another one of them (RFC 9112, 3.2); the server takes both. */
    private static void refuseAmbiguousHosts(RoutingContext context) {
        var request = context.request();
        var hosts = request.headers().getAll(HttpHeaders.HOST).size();
        if (hosts == 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_0)) {
            context.next();
        } else {
            Replies.refused(request, Answer.BAD_REQUEST, "exactly one Host header is expected (RFC 9112, 3.2)");
        }
    }

    private void readiness(HttpServerRequest request) {
        if (log.isReady()) {
            Replies.status(request, 200, "ready");
        } else {
            Replies.status(request, 503, "the log can't be reached");
        }
    }

    private static void notFound(RoutingContext context) {
        Replies.refused(context.request(), Answer.NOT_FOUND, "there is POST " + WEBHOOK + "; see GET /openapi.yaml");
    }

    private static void wrongMethod(RoutingContext context) {
        var method = context.normalizedPath().equals(WEBHOOK) ? "POST" : "GET";
        context.response().putHeader(HttpHeaders.ALLOW, method);
        Replies.refused(context.request(), Answer.METHOD_NOT_ALLOWED, "only " + method + " is answered here");
    }

    private static void failed(RoutingContext context) {
        LOG.atError().setCause(context.failure()).log("A request failed in a way that it never should");
        Replies.refused(context.request(), Answer.INTERNAL, "something is wrong here; send it again");
    }

    private static String openapi() {
        try (var file = Objects.requireNonNull(Routes.class.getResourceAsStream("openapi.yaml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
