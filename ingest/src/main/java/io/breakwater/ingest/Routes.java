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
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to ask for, as {@code openapi.yaml} lists it, and what is said to whoever asks for something else. */
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final Vertx vertx;
    private final SequencedMap<String, WebhookRoute> webhooks;
    private final Callers callers;
    private final EventLog log;
    private final Refusals refusals;
    private final String openapi = openapi();

    /** @param webhooks by path */
    Routes(Vertx vertx, SequencedMap<String, WebhookRoute> webhooks, Callers callers, EventLog log, Refusals refusals) {
        this.vertx = vertx;
        this.webhooks = new LinkedHashMap<>(webhooks);
        this.callers = callers;
        this.log = log;
        this.refusals = refusals;
    }

    Router router() {
        var router = Router.router(vertx);
        router.route().handler(this::refuseAmbiguousHosts);
        router.route().handler(this::refuseStrangers);
        webhooks.forEach((path, webhook) -> router.post(path).handler(context -> webhook.receive(context.request())));
        router.get("/healthz").handler(context -> Replies.status(context.request(), 200, "alive"));
        router.get("/readyz").handler(context -> readiness(context.request()));
        router.get("/openapi.yaml")
                .handler(context -> Replies.document(context.request(), "application/yaml", openapi));
        router.errorHandler(400, context -> refusals.refuse(context.request(), Answer.BAD_REQUEST, "not a path"));
        router.errorHandler(404, this::notFound);
        router.errorHandler(405, this::wrongMethod);
        router.errorHandler(500, this::failed);
        return router;
    }

    /** Two readers on the way may each believe another one of them (RFC 9112, 3.2); the server takes both. */
    private void refuseAmbiguousHosts(RoutingContext context) {
        var request = context.request();
        var hosts = request.headers().getAll(HttpHeaders.HOST).size();
        if (hosts == 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_0)) {
            context.next();
        } else {
            refusals.refuse(request, Answer.BAD_REQUEST, "exactly one Host header is expected (RFC 9112, 3.2)");
        }
    }

    /** Who is told more would know which senders there are, and whether the brokers are away. */
    private void refuseStrangers(RoutingContext context) {
        if (isForEverybody(context) || Admission.mayLook(context.request(), callers)) {
            context.next();
        } else {
            refusals.refuse(context.request(), Answer.FORBIDDEN, Admission.FROM_ELSEWHERE);
        }
    }

    /** A webhook's own route asks who sends it, and counts it. */
    private boolean isForEverybody(RoutingContext context) {
        // As it was sent: what is no path can't be normalized, and is answered 400 later.
        var path = context.request().path();
        return switch (context.request().method().name()) {
            case "GET" -> "/healthz".equals(path) || "/openapi.yaml".equals(path);
            case "POST" -> webhooks.containsKey(path);
            default -> false;
        };
    }

    private void readiness(HttpServerRequest request) {
        if (log.isReady()) {
            Replies.status(request, 200, "ready");
        } else {
            Replies.status(request, 503, "the log can't be reached");
        }
    }

    private void notFound(RoutingContext context) {
        refusals.notFound(context.request(), String.join(", ", webhooks.keySet()));
    }

    private void wrongMethod(RoutingContext context) {
        var method = webhooks.containsKey(context.normalizedPath()) ? "POST" : "GET";
        context.response().putHeader(HttpHeaders.ALLOW, method);
        refusals.refuse(context.request(), Answer.METHOD_NOT_ALLOWED, "only " + method + " is answered here");
    }

    private void failed(RoutingContext context) {
        LOG.atError().setCause(context.failure()).log("A request failed in a way that it never should");
        refusals.refuse(context.request(), Answer.INTERNAL, "something is wrong here; send it again");
    }

    private static String openapi() {
        try (var file = Objects.requireNonNull(Routes.class.getResourceAsStream("openapi.yaml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
