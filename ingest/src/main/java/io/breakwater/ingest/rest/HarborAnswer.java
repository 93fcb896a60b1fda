package io.breakwater.ingest.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What Harbor answered, whatever the status.
 *
 * @param request method and path, for messages
 * @param date Harbor's own clock, whole seconds
 * @param body a missing node where there is none
 */
public record HarborAnswer(String request, int status, Optional<Instant> date, JsonNode body) {
    private static final int LONGEST_MESSAGE = 200;

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** What was asked and what came of it, for a person: {@code GET /projects: 403 FORBIDDEN (forbidden)}. */
    public String summary() {
        var error = body.path("errors").path(0);
        var code = error.path("code").asText("");
        var message =
                error.path("message").asText("").replaceAll("\\p{Cntrl}+", " ").strip();
        var shown = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
        return request + ": " + status + (code.isEmpty() ? "" : " " + code)
                + (shown.isEmpty() ? "" : " (" + shown + ")");
    }
}
