package io.breakwater.testkit.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A plain client of the distribution API that owes nothing to the product: what it pushes is what it was given. Blobs go
 * up by POST and one PUT and are streamed; those that are there already are left out. Login is Basic, or, where the registry
 * refuses that and names a token service, the token that it gives for it.
 */
public final class RawPusher implements AutoCloseable {
    private static final Pattern TOKEN = Pattern.compile("\"(?:token|access_token)\":\"([^\"]+)\"");

    private static final int AT_A_TIME = 8;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI registry;
    private final Optional<String> login;
    /** What to send, by the challenge that it answers. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** Without login. */
    public RawPusher(URI registry) {
        this(registry, Optional.empty());
    }

    public RawPusher(URI registry, String user, String password) {
        this(
                registry,
                Optional.of("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8))));
    }

    private RawPusher(URI registry, Optional<String> login) {
        this.registry = registry;
        this.login = login;
    }

    /**
     * Pushes {@code image}: blobs, children by digest, the root by {@code tag}.
     *
     * @throws IllegalStateException if the registry refuses, with what it said
     */
    public void push(String repository, TestImage image, String tag) {
        pushAllButRoot(repository, image);
        putManifest(repository, image.root(), tag);
    }

    /** As {@link #push}, but the root has no tag. */
    public void pushByDigest(String repository, TestImage image) {
        pushAllButRoot(repository, image);
        putManifest(repository, image.root(), image.root().digest());
    }

    /** Pushes {@code artifact}: blobs, all manifests by digest, then its tags. */
    public void push(String repository, GeneratedArtifact artifact) {
        artifact.blobs().forEach(blob -> pushBlob(repository, blob));
        artifact.manifests().forEach(manifest -> putManifest(repository, manifest, manifest.digest()));
        artifact.tags().forEach((tag, manifest) -> putManifest(repository, manifest, tag));
    }

    /**
     * As {@link #push}, several repositories at a time, each artifact into its {@code repository}. In one of them one after
     * another: a plain registry writes links in place, and who reads one meanwhile is told nonsense.
     */
    public void pushAll(Collection<GeneratedArtifact> artifacts, Function<GeneratedArtifact, String> repository) {
        try (var workers =
                Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            var pushes = artifacts.stream().collect(Collectors.groupingBy(repository)).entrySet().stream()
                    .map(all -> CompletableFuture.runAsync(
                            () -> all.getValue().forEach(artifact -> push(all.getKey(), artifact)), workers))
                    .toList();
            pushes.forEach(CompletableFuture::join);
        }
    }

    /** Pushes a blob unless it is there. */
    public void pushBlob(String repository, TestBlob blob) {
        if (headBlob(repository, blob) == 200) {
            return;
        }
        var session = send("POST", at(repository, "blobs/uploads/"), BodyPublishers.noBody(), Optional.empty(), 202);
        var location = registry.resolve(session.headers().firstValue("Location").orElseThrow());
        var end = URI.create(location + (location.getRawQuery() == null ? "?" : "&") + "digest=" + blob.digest());
        send("PUT", end, publisher(blob), Optional.of("application/octet-stream"), 201);
    }

    /** @param reference a tag or a digest */
    public void putManifest(String repository, TestManifest manifest, String reference) {
        var body = BodyPublishers.ofByteArray(manifest.bytes());
        send("PUT", at(repository, "manifests/" + reference), body, Optional.of(manifest.mediaType()), 201);
    }

    /** Deletes the manifest of that digest, with all its tags. */
    public void deleteManifest(String repository, String digest) {
        send("DELETE", at(repository, "manifests/" + digest), BodyPublishers.noBody(), Optional.empty(), 202);
    }

    @Override
    public void close() {
        client.close();
    }

    private void pushAllButRoot(String repository, TestImage image) {
        image.blobs().forEach(blob -> pushBlob(repository, blob));
        image.children().forEach(child -> putManifest(repository, child, child.digest()));
    }

    private int headBlob(String repository, TestBlob blob) {
        var uri = at(repository, "blobs/" + blob.digest());
        return send("HEAD", uri, BodyPublishers.noBody(), Optional.empty(), 200, 404)
                .statusCode();
    }

    private URI at(String repository, String rest) {
        return registry.resolve("/v2/" + repository + "/" + rest);
    }

    private static BodyPublisher publisher(TestBlob blob) {
        var body = BodyPublishers.ofInputStream(blob.open());
        return blob.size() == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(body, blob.size());
    }

    private HttpResponse<String> send(
            String method, URI uri, BodyPublisher body, Optional<String> contentType, Integer... expected) {
        var request = HttpRequest.newBuilder(uri).method(method, body);
        contentType.ifPresent(value -> request.header("Content-Type", value));
        login.ifPresent(value -> request.setHeader("Authorization", value));
        var response = send(request.build());
        var challenge = response.headers().firstValue("WWW-Authenticate").filter(text -> text.startsWith("Bearer "));
        if (response.statusCode() == 401 && login.isPresent() && challenge.isPresent()) {
            request.setHeader("Authorization", token(challenge.get(), login.get()));
            response = send(request.build());
        }
        if (!Set.of(expected).contains(response.statusCode())) {
            throw new IllegalStateException(
                    "%s %s answered %d: %s".formatted(method, uri.getPath(), response.statusCode(), response.body()));
        }
        return response;
    }

    private String token(String challenge, String basic) {
        return tokens.computeIfAbsent(challenge, text -> {
            var query = "?service=" + parameter(text, "service") + "&scope=" + parameter(text, "scope");
            var request = HttpRequest.newBuilder(URI.create(parameter(text, "realm") + query))
                    .header("Authorization", basic)
                    .build();
            var answer = send(request);
            var token = TOKEN.matcher(answer.body());
            if (answer.statusCode() != 200 || !token.find()) {
                throw new IllegalStateException("The token service answered " + answer.statusCode());
            }
            return "Bearer " + token.group(1);
        });
    }

    private static String parameter(String challenge, String name) {
        var match = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
        return match.find() ? match.group(1) : "";
    }

    private HttpResponse<String> send(HttpRequest request) {
        var what = request.method() + " " + request.uri().getPath();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(what + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in " + what, e);
        }
    }
}
