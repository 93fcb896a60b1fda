package io.breakwater.ingest;

import io.breakwater.schemas.Coordinates;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a sender is told: JSON but for documents, never a stack trace. To be called on the request's event loop. */
final class Replies {
    private static final String RETRY_AFTER_SECONDS = "5";

    /** For what a sender still has on its way when it has been refused: closing at once could take the answer from it. */
    private static final long LINGER_MILLIS = 1_000;

    private Replies() {}

    /** One event and where it is kept. */
    record Kept(String eventId, Receipt receipt) {
        private JsonObject json() {
            var json = new JsonObject().put("eventId", eventId);
            return switch (receipt) {
                case Receipt.InLog(var at) -> put(json, at);
                case Receipt.Known(var at) ->
                    at.map(place -> put(json, place))
                            .orElseGet(() -> json.put("spooled", true))
                            .put("duplicate", true);
                case Receipt.Spooled _ -> json.put("spooled", true);
            };
        }

        private static JsonObject put(JsonObject json, Coordinates at) {
            return json.put("topic", at.topic())
                    .put("partition", at.partition())
                    .put("offset", at.offset());
        }
    }

    static void accepted(HttpServerRequest request, List<Kept> kept) {
        var body = kept.size() == 1
                ? kept.getFirst().json()
                : new JsonObject()
                        .put(
                                "records",
                                new JsonArray(kept.stream().map(Kept::json).toList()));
        send(request, Answer.ACCEPTED, body);
    }

    static void ignored(HttpServerRequest request, String reason) {
        send(request, Answer.IGNORED, new JsonObject().put("ignored", reason));
    }

    /** Any answer but {@link Answer#ACCEPTED} and {@link Answer#IGNORED}. */
    static void refused(HttpServerRequest request, Answer answer, String message) {
        refused(request, answer, answer.name(), message);
    }

    /** @param code says more than the answer's own name */
    static void refused(HttpServerRequest request, Answer answer, String code, String message) {
        if (answer.isWorthARetry() && !request.response().headWritten()) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        send(
                request,
                answer,
                new JsonObject().put("error", new JsonObject().put("code", code).put("message", message)));
    }

    static void status(HttpServerRequest request, int status, String word) {
        send(request, status, new JsonObject().put("status", word));
    }

    /** What is no JSON, and was not made for this request. */
    static void document(HttpServerRequest request, String mediaType, String text) {
        send(request, 200, mediaType, text);
    }

    private static void send(HttpServerRequest request, Answer answer, JsonObject body) {
        send(request, answer.status(), body);
    }

    private static void send(HttpServerRequest request, int status, JsonObject body) {
        send(request, status, "application/json", body.encode());
    }

    private static void send(HttpServerRequest request, int status, String mediaType, String body) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            // The sender has gone.
            return;
        }
        if (hasUnreadBody(request)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            // What still comes is read and dropped; ends with the body or after the time.
            request.handler(_ -> {}).resume();
            var _ = request.connection().shutdown(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        var _ = response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .end(body);
    }

    private static boolean hasUnreadBody(HttpServerRequest request) {
        return !request.isEnded()
                && (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
    }
}
