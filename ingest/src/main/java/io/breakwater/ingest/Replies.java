package io.breakwater.ingest;

import io.breakwater.schemas.Coordinates;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** What a sender is told: always JSON, never a stack trace, nothing of what it sent. */
final class Replies {
    private static final String RETRY_AFTER_SECONDS = "5";

    private Replies() {}

    /** The event is in the log; that is a promise. */
    static void accepted(RoutingContext context, String eventId, Coordinates at) {
        var _ = send(
                context,
                202,
                new JsonObject()
                        .put("eventId", eventId)
                        .put("topic", at.topic())
                        .put("partition", at.partition())
                        .put("offset", at.offset()));
    }

    /** Sending the same again changes nothing. */
    static void refused(RoutingContext context, int status, String code, String message) {
        var _ = send(context, status, error(code, message));
    }

    /** Sending the same again is what we ask for. */
    static void later(RoutingContext context, int status, String code, String message) {
        if (!context.response().headWritten()) {
            context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        var _ = send(context, status, error(code, message));
    }

    /** As {@link #refused}, when the rest of the request will not be read: the connection can't go on. */
    static void refusedUnread(RoutingContext context, int status, String code, String message) {
        if (!context.response().headWritten()) {
            context.response().putHeader("Connection", "close");
        }
        var connection = context.request().connection();
        var _ = send(context, status, error(code, message)).onComplete(_ -> connection.close());
    }

    private static JsonObject error(String code, String message) {
        return new JsonObject().put("error", new JsonObject().put("code", code).put("message", message));
    }

    private static Future<Void> send(RoutingContext context, int status, JsonObject body) {
        var response = context.response();
        if (response.ended() || response.closed()) {
            // The sender has gone, or the deadline has answered already.
            return Future.succeededFuture();
        }
        return response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }
}
