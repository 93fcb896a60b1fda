package io.breakwater.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Collects one request's body, bounded in bytes by itself and together with the others at work; who waits for it bounds the
 * time. Confined to the request's event loop.
 */
final class BodyReader {
    /** How it ended. */
    sealed interface Body {
        record Complete(Buffer bytes) implements Body {}

        record TooLarge() implements Body {}

        /** Those that are at work have taken all the memory there is for bodies. */
        record NoRoom() implements Body {}

        /** The sender has gone, or what it sends is no body. */
        record Broken() implements Body {}
    }

    private final int longest;
    private final IntPredicate room;
    private final Consumer<Body> then;
    private Buffer bytes = Buffer.buffer();
    private boolean done;

    private BodyReader(int longest, IntPredicate room, Consumer<Body> then) {
        this.longest = longest;
        this.room = room;
        this.then = then;
    }

    /**
     * Reads what comes from now on.
     *
     * @param room whether so many bytes more may be held
     * @param then is told once, unless the body never ends
     */
    static void read(HttpServerRequest request, int longest, IntPredicate room, Consumer<Body> then) {
        var reader = new BodyReader(longest, room, then);
        if (declaredBytes(request) > longest) {
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
        } else if (!room.test(part.length())) {
            end(new Body.NoRoom());
        } else {
            bytes.appendBuffer(part);
        }
    }

    private void end(Body body) {
        if (!done) {
            done = true;
            // Its handlers live until the sender has ended, or is hung up on; what it sent need not.
            bytes = Buffer.buffer();
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
}
