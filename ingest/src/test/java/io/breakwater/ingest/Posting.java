package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A sender of webhooks that gives up only on what hangs. */
final class Posting implements AutoCloseable {
    private final URI base;
    private final String authorization;
    private final Duration longest;
    private final HttpClient client = HttpClient.newHttpClient();

    Posting(Ingest ingest, String authorization) {
        this(ingest, authorization, TestLimits.HANG);
    }

    /** @param longest that an answer may take; for Harbor a later one is none */
    Posting(Ingest ingest, String authorization, Duration longest) {
        this.base = URI.create("http://127.0.0.1:" + ingest.port());
        this.authorization = authorization;
        this.longest = longest;
    }

    HttpResponse<String> cloudEvent(byte[] body) throws IOException, InterruptedException {
        return post("/webhooks/harbor", "application/cloudevents+json", body);
    }

    HttpResponse<String> standard(String body) throws IOException, InterruptedException {
        return post("/webhooks/harbor", "application/json", body.getBytes(UTF_8));
    }

    HttpResponse<String> post(String path, String contentType, byte[] body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Authorization", authorization)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(longest);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
