package io.breakwater.ingest;

import static java.util.stream.Collectors.toList;

import io.breakwater.ingest.BodyReader.Body;
import io.breakwater.ingest.Replies.Kept;
import io.breakwater.ingest.google.PushTokens.Verdict;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Understood;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.QuarantinedBody;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sender's {@code POST}. The event loop checks, collects and answers; telling whether a token is genuine, reading what
 * a body says and appending to the log happen on a virtual thread, since all of these may block.
 */
final class WebhookRoute {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRoute.class);

    private final Source source;
    private final Callers callers;
    private final EventLog log;
    private final Quarantine quarantine;
    private final IngestLimits limits;
    private final IngestMeters meters;
    private final WebhookLines lines;

    WebhookRoute(
            Source source,
            Callers callers,
            EventLog log,
            Quarantine quarantine,
            IngestLimits limits,
            IngestMeters meters) {
        this.source = source;
        this.callers = callers;
        this.log = log;
        this.quarantine = quarantine;
        this.limits = limits;
        this.meters = meters;
        this.lines = new WebhookLines(source.label());
    }

    void receive(HttpServerRequest request) {
        switch (Admission.of(request, source, callers)) {
            case Admission.Refused(var answer, var message) -> refuse(request, answer, message);
            case Admission.Granted(var mediaType) -> admit(request, delivery -> read(delivery, mediaType));
            case Admission.Conditional(var mediaType, var tokens, var token) ->
                admit(request, delivery -> verify(delivery, mediaType, () -> tokens.verify(token)));
        }
    }

    private void admit(HttpServerRequest request, Consumer<Delivery> next) {
        if (meters.inFlight().incrementAndGet() > limits.inFlight()) {
            meters.inFlight().decrementAndGet();
            refuse(request, Answer.TOO_MANY_REQUESTS, "too many webhooks at once");
            return;
        }
        var delivery = new Delivery(request, source, limits, meters, lines);
        guarded(delivery, () -> next.accept(delivery));
    }

    /** Without a place of its own. */
    private void refuse(HttpServerRequest request, Answer answer, String message) {
        meters.answered(source, answer);
        lines.refused(answer, answer.name());
        Replies.refused(request, answer, message);
    }

    /** No byte of the body is read before the sender is known. */
    private void verify(Delivery delivery, String mediaType, Supplier<Verdict> look) {
        delivery.request().pause();
        blocking(delivery, () -> {
            var verdict = look.get();
            delivery.onLoop(() -> guarded(delivery, () -> verified(delivery, mediaType, verdict)));
        });
    }

    private void verified(Delivery delivery, String mediaType, Verdict verdict) {
        switch (verdict) {
            case Verdict.Genuine _
            when !delivery.isAnswered() -> {
                read(delivery, mediaType);
                delivery.request().resume();
            }
            case Verdict.Genuine _ -> delivery.gone();
            case Verdict.Refused(var why) -> delivery.refuse(Answer.UNAUTHORIZED, "the token is not accepted: " + why);
            case Verdict.Undecided _ ->
                delivery.refuse(
                        Answer.LOG_UNAVAILABLE, "the keys that show whether the token is genuine can't be fetched now");
        }
    }

    private void read(Delivery delivery, String mediaType) {
        var request = delivery.request();
        delivery.awaitBody();
        BodyReader.read(
                request,
                limits.bodyBytes(),
                delivery::takeMemory,
                body -> guarded(delivery, () -> work(delivery, mediaType, body)));
        // After the reader has looked at the declared length: what is too large need not be sent.
        if (request.headers().contains(HttpHeaders.EXPECT)
                && !request.response().ended()) {
            var _ = request.response().writeContinue();
        }
    }

    private void work(Delivery delivery, String mediaType, Body body) {
        switch (body) {
            case Body.Complete(var bytes) -> {
                delivery.bodyRead();
                var received = new Received(mediaType, bytes.getBytes(), Instant.now());
                var begin = System.nanoTime();
                blocking(delivery, () -> understand(delivery, received, begin));
            }
            case Body.TooLarge _ ->
                delivery.refuse(Answer.TOO_LARGE, "the body is larger than " + limits.bodyBytes() + " bytes");
            case Body.NoRoom _ -> delivery.refuse(Answer.TOO_MANY_REQUESTS, "too many large webhooks at once");
            case Body.Broken _ -> delivery.gone();
        }
    }

    private static void blocking(Delivery delivery, Runnable work) {
        Thread.ofVirtual().name("ingest").start(() -> guarded(delivery, work));
    }

    /** Neither a bug nor an error of the machine keeps the sender waiting, or keeps its place for ever. */
    private static void guarded(Delivery delivery, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            delivery.onLoop(() -> delivery.refuse(Answer.INTERNAL, "something is wrong here; send it again"));
            LOG.atError().setCause(e).log("A webhook failed in a way that it never should");
        }
    }

    private void understand(Delivery delivery, Received received, long begin) {
        switch (source.parser().parse(received)) {
            case ParseResult.Accepted(var events) -> store(delivery, events, begin);
            case ParseResult.Ignored(var reason) -> delivery.onLoop(() -> delivery.ignore(reason));
            case ParseResult.Rejected rejected -> {
                meters.rejected(source, rejected.code());
                delivery.onLoop(() ->
                        delivery.refuse(Answer.BAD_REQUEST, rejected.code().name(), rejected.message()));
                quarantine.keep(quarantined(received, rejected));
            }
        }
    }

    private QuarantinedBody quarantined(Received received, ParseResult.Rejected rejected) {
        var body = received.body();
        var begin = Arrays.copyOf(body, Math.min(body.length, QuarantinedBody.LONGEST));
        return new QuarantinedBody(
                source.path(),
                received.mediaType(),
                received.at(),
                new LedgerRecord.Reason(rejected.code().name(), rejected.message()),
                received.digest(),
                body.length,
                Base64.getEncoder().encodeToString(begin));
    }

    /** All events of a body or none: what was stored before one that was not is known when the body comes again. */
    private void store(Delivery delivery, List<Understood> events, long begin) {
        var kept = events.stream().map(this::store).collect(toList());
        var _ = CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).whenComplete((_, error) -> {
            if (error == null) {
                var all = kept.stream().map(CompletableFuture::join).toList();
                meters.acknowledged(Duration.ofNanos(System.nanoTime() - begin));
                delivery.onLoop(() -> delivery.accept(all));
            } else {
                delivery.onLoop(() -> notStored(delivery, error));
            }
        });
    }

    private CompletableFuture<Kept> store(Understood understood) {
        var event = understood.event();
        meters.event(source, understood.type());
        return log.publish(event).thenApply(receipt -> {
            meters.kept(source, receipt);
            return new Kept(event.origin().eventId(), receipt);
        });
    }

    private void notStored(Delivery delivery, Throwable error) {
        var cause = error.getCause() == null ? error : error.getCause();
        lines.notStored(cause);
        if (cause instanceof LogFault.TooLarge) {
            delivery.refuse(
                    Answer.TOO_LARGE, "the log takes no event of this size; raise max.message.bytes of its topic");
        } else {
            delivery.refuse(Answer.LOG_UNAVAILABLE, "the event could not be stored; send it again");
        }
    }
}
