package io.breakwater.ingest;

import io.breakwater.ingest.BodyReader.Body;
import io.breakwater.ingest.harbor.HarborEvents;
import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.ingest.harbor.HarborType;
import io.breakwater.ingest.harbor.ParseResult;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.RegistryEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhooks/harbor}. The event loop checks, collects and answers; reading what a body says and appending to
 * the log happen on a virtual thread, since a producer may block.
 */
final class WebhookRoute {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRoute.class);

    private final EventLog log;
    private final List<SharedSecret> secrets;
    private final IngestLimits limits;
    private final IngestMeters meters;

    WebhookRoute(EventLog log, List<SharedSecret> secrets, IngestLimits limits, IngestMeters meters) {
        this.log = log;
        this.secrets = secrets;
        this.limits = limits;
        this.meters = meters;
    }

    /** One webhook that was let in and is at work; whoever answers it gives its place to the next. */
    private record Webhook(HttpServerRequest request, Format format, Context loop) {}

    void receive(HttpServerRequest request) {
        switch (Admission.of(request, secrets)) {
            case Admission.Refused(var answer, var message) -> refuse(request, answer, answer.name(), message);
            case Admission.Granted(var format) -> admit(request, format);
        }
    }

    private void admit(HttpServerRequest request, Format format) {
        if (meters.inFlight().incrementAndGet() > limits.inFlight()) {
            meters.inFlight().decrementAndGet();
            refuse(request, Answer.TOO_MANY_REQUESTS, Answer.TOO_MANY_REQUESTS.name(), "too many webhooks at once");
            return;
        }
        var webhook = new Webhook(request, format, Objects.requireNonNull(Vertx.currentContext()));
        BodyReader.read(webhook.loop.owner(), request, limits, body -> work(webhook, body));
        // After the reader has looked at the declared length: what is too large need not be sent.
        if (request.headers().contains(HttpHeaders.EXPECT)
                && !request.response().ended()) {
            var _ = request.response().writeContinue();
        }
    }

    private void work(Webhook webhook, Body body) {
        switch (body) {
            case Body.Complete(var bytes) ->
                Thread.ofVirtual().name("ingest").start(() -> understand(webhook, bytes.getBytes(), System.nanoTime()));
            case Body.TooLarge _ ->
                give(webhook, Answer.TOO_LARGE, "the body is larger than " + limits.bodyBytes() + " bytes");
            case Body.TooSlow _ -> give(webhook, Answer.TIMEOUT, "the body did not end within " + limits.request());
            case Body.Broken _ -> {
                meters.inFlight().decrementAndGet();
                meters.gone();
                LOG.atDebug().log("A webhook broke off");
            }
        }
    }

    /** On a virtual thread, where a bug must neither keep the sender waiting nor keep its place. */
    private void understand(Webhook webhook, byte[] body, long begin) {
        try {
            switch (HarborEvents.parse(webhook.format, body, Instant.now())) {
                case ParseResult.Accepted(var event, var type) -> store(webhook, event, type, begin);
                case ParseResult.Rejected(var code, var message) ->
                    onLoop(webhook, () -> give(webhook, Answer.BAD_REQUEST, code.name(), message));
            }
        } catch (RuntimeException e) {
            failed(webhook, e);
        }
    }

    private void store(Webhook webhook, RegistryEvent event, HarborType type, long begin) {
        meters.event(type);
        var _ = log.publish(event)
                .whenComplete((at, error) -> onLoop(webhook, () -> answer(webhook, event, at, error, begin)));
    }

    private void answer(
            Webhook webhook, RegistryEvent event, @Nullable Coordinates at, @Nullable Throwable error, long begin) {
        if (at != null) {
            meters.acknowledged(Duration.ofNanos(System.nanoTime() - begin));
            meters.inFlight().decrementAndGet();
            meters.answered(Answer.ACCEPTED);
            Replies.accepted(webhook.request, event.origin().eventId(), at);
            return;
        }
        LOG.atWarn().addKeyValue("cause", String.valueOf(error)).log("An event was not acknowledged by the log");
        if (error instanceof LogFault.TooLarge) {
            give(
                    webhook,
                    Answer.TOO_LARGE,
                    "the log takes no event of this size; raise max.message.bytes of its topic");
        } else {
            give(webhook, Answer.LOG_UNAVAILABLE, "the event could not be stored; send it again");
        }
    }

    private void failed(Webhook webhook, RuntimeException e) {
        LOG.atError().setCause(e).log("A webhook failed in a way that it never should");
        onLoop(webhook, () -> give(webhook, Answer.INTERNAL, "something is wrong here; send it again"));
    }

    private static void onLoop(Webhook webhook, Runnable task) {
        webhook.loop.runOnContext(_ -> task.run());
    }

    private void give(Webhook webhook, Answer answer, String message) {
        give(webhook, answer, answer.name(), message);
    }

    /** The place is free before the answer is: a sender that has been answered may come again at once. */
    private void give(Webhook webhook, Answer answer, String code, String message) {
        meters.inFlight().decrementAndGet();
        refuse(webhook.request, answer, code, message);
    }

    private void refuse(HttpServerRequest request, Answer answer, String code, String message) {
        meters.answered(answer);
        LOG.atInfo().addKeyValue("code", code).log("A webhook was refused");
        Replies.refused(request, answer, code, message);
    }
}
