package io.breakwater.testkit.face;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The short answers that a face gives by itself. */
public final class Answers {
    private static final String JSON_TYPE = "application/json; charset=utf-8";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** @param body anything that Jackson writes */
    public static void json(HttpExchange exchange, Object body) throws IOException {
        json(exchange, 200, body);
    }

    /** @param body anything that Jackson writes */
    public static void json(HttpExchange exchange, int status, Object body) throws IOException {
        send(exchange, status, JSON_TYPE, JSON.writeValueAsString(body));
    }

    public static void text(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", body);
    }

    /** In the form of the distribution specification, "Error Codes". */
    public static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        var body = Map.of("errors", List.of(Map.of("code", code, "message", message)));
        send(exchange, status, JSON_TYPE, JSON.writeValueAsString(body));
    }

    /** The status alone. */
    public static void empty(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
