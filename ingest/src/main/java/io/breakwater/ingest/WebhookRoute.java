package io.breakwater.ingest;

import io.breakwater.ingest.harbor.HarborEvents;
import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.ingest.harbor.Parsed;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.RegistryEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhooks/harbor}. The event loop checks and answers; reading the body and appending to the log happen on a
 * virtual thread, since a producer may block.
 */
final class WebhookRoute {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRoute.class);

    /** Under this name the route keeps the timer that ends a body. */
    private static final String DEADLINE = "breakwater.deadline";

    private final EventLog log;
    private final List<SharedSecret> secrets;
    private final IngestLimits limits;
    private final AtomicInteger inFlight;
    private final IngestMeters meters;

    WebhookRoute(
            EventLog log,
            List<SharedSecret> secrets,
            IngestLimits limits,
            AtomicInteger inFlight,
            IngestMeters meters) {
        this.log = log;
        this.secrets = secrets;
        this.limits = limits;
        this.inFlight = inFlight;
        this.meters = meters;
    }

    /** Before anything of the body is read: a stranger costs us no memory. */
    void admit(RoutingContext context) {
        var request = context.request();
        context.addEndHandler(_ -> meters.answered(context.response().getStatusCode()));
        if (request.headers().getAll("Host").size() != 1) {
            Replies.refusedUnread(context, 400, "BAD_REQUEST", "exactly one Host header is expected (RFC 9112, 3.2)");
        } else if (!isKnown(request)) {
            Replies.refusedUnread(
                    context,
                    401,
                    "UNAUTHORIZED",
                    "the Authorization header is not the configured secret; set the webhook's auth header in Harbor");
        } else if (format(request).isEmpty()) {
            Replies.refusedUnread(
                    context,
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "application/json (Harbor's Default format) or application/cloudevents+json is expected");
        } else if (inFlight.get() >= limits.inFlight()) {
            Replies.later(context, 429, "TOO_MANY_REQUESTS", "too many webhooks at once");
        } else {
            boundInTime(context);
            context.next();
        }
    }

    private boolean isKnown(HttpServerRequest request) {
        var shown = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
        // Every secret is compared, whichever matches.
        return secrets.isEmpty()
                || secrets.stream().filter(secret -> secret.matches(shown)).count() > 0;
    }

    private static Optional<Format> format(HttpServerRequest request) {
        var header = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        return switch (header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> Optional.of(Format.DEFAULT);
            case "application/cloudevents+json" -> Optional.of(Format.CLOUDEVENTS);
            default -> Optional.empty();
        };
    }

    /** No setting of the server ends a body that comes a byte a second. */
    private void boundInTime(RoutingContext context) {
        inFlight.incrementAndGet();
        var timer = context.vertx()
                .setTimer(
                        limits.request().toMillis(),
                        _ -> Replies.refusedUnread(
                                context, 408, "TIMEOUT", "the body did not end within " + limits.request()));
        context.put(DEADLINE, timer);
        context.addEndHandler(_ -> {
            context.vertx().cancelTimer(timer);
            inFlight.decrementAndGet();
        });
    }

    /** The body is here. */
    void receive(RoutingContext context) {
        var begin = System.nanoTime();
        // From here on the log's own limit counts.
        context.vertx().cancelTimer(Objects.requireNonNull(context.<Long>get(DEADLINE)));
        var loop = Objects.requireNonNull(Vertx.currentContext());
        var format = format(context.request()).orElseThrow();
        var buffer = context.body().buffer();
        var body = buffer == null ? new byte[0] : buffer.getBytes();
        Thread.ofVirtual().name("ingest").start(() -> {
            switch (HarborEvents.parse(format, body, Instant.now())) {
                case Parsed.Accepted(var event) -> append(context, loop, event, begin);
                case Parsed.Rejected(var place, var message) ->
                    loop.runOnContext(_ -> {
                        LOG.atInfo().addKeyValue("place", place).log("Webhook refused");
                        Replies.refused(context, 400, "BAD_EVENT", place + ": " + message);
                    });
            }
        });
    }

    private void append(RoutingContext context, Context loop, RegistryEvent event, long begin) {
        if (event instanceof RegistryEvent.Other) {
            meters.other();
        }
        log.append(event).whenComplete((at, error) -> loop.runOnContext(_ -> answer(context, event, at, error, begin)));
    }

    private void answer(
            RoutingContext context,
            RegistryEvent event,
            @Nullable Coordinates at,
            @Nullable Throwable error,
            long begin) {
        if (at != null && error == null) {
            meters.acknowledged(Duration.ofNanos(System.nanoTime() - begin));
            Replies.accepted(context, event.origin().eventId(), at);
        } else {
            LOG.atWarn().addKeyValue("cause", String.valueOf(error)).log("Webhook not acknowledged by the log");
            Replies.later(context, 503, "LOG_UNAVAILABLE", "the event could not be stored; send it again");
        }
    }
}
