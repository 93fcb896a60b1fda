package io.breakwater.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Collects one request's body, bounded in bytes and in time: no setting of the server ends a body that comes a byte a
 * second. Confined to the request's event loop.
 */
final class BodyReader {
    /** How it ended. */
    sealed interface Body {
        record Complete(Buffer bytes) implements Body {}

        record TooLarge() implements Body {}

        record TooSlow() implements Body {}

        /** The sender has gone, or what it sends is no body. */
        record Broken() implements Body {}
    }

    private final Vertx vertx;
    private final int longest;
    private final Consumer<Body> then;
    private final Buffer bytes = Buffer.buffer();
    private final long timer;
    private boolean done;

    private BodyReader(Vertx vertx, IngestLimits limits, Consumer<Body> then) {
        this.vertx = vertx;
        this.longest = limits.bodyBytes();
        this.then = then;
        this.timer = vertx.setTimer(atLeastOneMilli(limits.request()), _ -> end(new Body.TooSlow()));
    }

    /** @param then is told once, whatever happens */
    static void read(Vertx vertx, HttpServerRequest request, IngestLimits limits, Consumer<Body> then) {
        var reader = new BodyReader(vertx, limits, then);
        if (declaredBytes(request) > limits.bodyBytes()) {
            reader.end(new Body.TooLarge());
            return;
        }
        request.handler(reader::append)
                .exceptionHandler(_ -> reader.end(new Body.Broken()))
                .endHandler(_ -> reader.end(new Body.Complete(reader.bytes)));
    }

    private void append(Buffer part) {
        if (done) {
            // Refused already; what still comes is dropped.
            return;
        }
        if (bytes.length() + part.length() > longest) {
            end(new Body.TooLarge());
        } else {
            bytes.appendBuffer(part);
        }
    }

    private void end(Body body) {
        if (!done) {
            done = true;
            vertx.cancelTimer(timer);
            then.accept(body);
        }
    }

    /** The decoder has checked that it is a number; one that is too large for a long is too large. */
    private static long declaredBytes(HttpServerRequest request) {
        var declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return declared == null ? 0 : Long.parseLong(declared);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static long atLeastOneMilli(Duration time) {
        return Math.max(1, time.toMillis());
    }
}
