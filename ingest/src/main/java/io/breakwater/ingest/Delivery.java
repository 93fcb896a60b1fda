package io.breakwater.ingest;

import io.breakwater.ingest.Replies.Kept;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One webhook that was let in: its place among those at work, the memory of its body, its time, and its one answer. Confined
 * to the request's event loop, but for {@link #onLoop}.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final HttpServerRequest request;
    private final Source source;
    private final IngestLimits limits;
    private final IngestMeters meters;
    private final WebhookLines lines;
    private final Context loop = Objects.requireNonNull(Vertx.currentContext());
    private final long timer;
    private boolean answered;
    private boolean atWork = true;
    private boolean waitsForBody;
    private int bodyBytes;

    /** Takes a place, which the caller has seen to be free. */
    Delivery(HttpServerRequest request, Source source, IngestLimits limits, IngestMeters meters, WebhookLines lines) {
        this.request = request;
        this.source = source;
        this.limits = limits;
        this.meters = meters;
        this.lines = lines;
        this.timer = loop.owner().setTimer(limits.answer().toMillis(), _ -> outOfTime());
    }

    HttpServerRequest request() {
        return request;
    }

    Source source() {
        return source;
    }

    void onLoop(Runnable task) {
        loop.runOnContext(_ -> task.run());
    }

    /** From now on it is the sender who keeps us waiting; until then, and after {@link #bodyRead}, it is we. */
    void awaitBody() {
        waitsForBody = true;
    }

    void bodyRead() {
        waitsForBody = false;
    }

    /** Takes memory for a part of the body, until all that is to be done about it has ended; false if there is no more. */
    boolean takeMemory(int bytes) {
        if (!atWork) {
            return false;
        }
        if (meters.bodies().addAndGet(bytes) > limits.bodiesBytes()) {
            meters.bodies().addAndGet(-bytes);
            return false;
        }
        bodyBytes += bytes;
        return true;
    }

    boolean isAnswered() {
        return answered;
    }

    /**
     * The answer must not wait any longer, whatever keeps it. A body that is still on its way is given up; what is at work
     * on our side keeps its place until that has ended.
     */
    private void outOfTime() {
        if (waitsForBody) {
            refuse(Answer.TIMEOUT, "the body did not end within " + limits.answer());
        } else {
            answer(Answer.LOG_UNAVAILABLE, "the event could not be stored in time; send it again");
        }
    }

    void accept(List<Kept> kept) {
        end();
        if (answer()) {
            meters.answered(source, Answer.ACCEPTED);
            Replies.accepted(request, kept);
        }
    }

    void ignore(String reason) {
        end();
        if (answer()) {
            meters.answered(source, Answer.IGNORED);
            Replies.ignored(request, reason);
        }
    }

    void refuse(Answer answer, String message) {
        refuse(answer, answer.name(), message);
    }

    /** The place is free before the answer is: a sender that has been answered may come again at once. */
    void refuse(Answer answer, String code, String message) {
        end();
        answer(answer, code, message);
    }

    /** The sender has left. */
    void gone() {
        end();
        if (answer()) {
            meters.gone(source);
            LOG.atDebug().log("A webhook broke off");
        }
    }

    private void answer(Answer answer, String message) {
        answer(answer, answer.name(), message);
    }

    private void answer(Answer answer, String code, String message) {
        if (answer()) {
            meters.answered(source, answer);
            lines.refused(answer, code);
            Replies.refused(request, answer, code, message);
        }
    }

    /** Whether the answer is still to be given; it is taken as given from now on. */
    private boolean answer() {
        loop.owner().cancelTimer(timer);
        var first = !answered;
        answered = true;
        return first;
    }

    private void end() {
        if (atWork) {
            atWork = false;
            meters.bodies().addAndGet(-bodyBytes);
            meters.inFlight().decrementAndGet();
        }
    }
}
