package io.breakwater.testkit.registry;

import io.breakwater.broker.FreePorts;
import io.breakwater.testkit.Executables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A real {@code registry} server (Debian's {@code docker-registry}) on 127.0.0.1 with its blobs in a folder. Deletes are
 * enabled; there is no login. Not thread-safe.
 */
public final class RegistryProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private final Path binary;
    private final Path folder;
    private final int port;
    private final Thread lastResort = new Thread(this::kill, "registry-last-resort");
    private Process process;

    private final Optional<Endpoint> notified;

    private RegistryProcess(Path binary, Path folder, int port, Optional<Endpoint> notified) {
        this.binary = binary;
        this.folder = folder;
        this.port = port;
        this.notified = notified;
        this.process = spawn();
    }

    /**
     * Whom the registry tells of every push, pull and deletion; it tries again until it is heard.
     *
     * @param authorization the header that it shows
     */
    public record Endpoint(URI url, String authorization) {}

    /** On a free port. */
    public static RegistryProcess start(Path folder) {
        return start(folder, 0);
    }

    /**
     * Returns when it answers.
     *
     * @param folder for configuration, log ({@code registry.log}) and storage; made where missing
     * @param port 0 for a free one
     * @throws IllegalStateException if there is no such program, or it does not answer; the message ends with its log
     */
    public static RegistryProcess start(Path folder, int port) {
        return start(folder, port, Optional.empty());
    }

    /** As {@link #start(Path)}, and with somebody to tell. */
    public static RegistryProcess startNotifying(Path folder, Endpoint notified) {
        return start(folder, 0, Optional.of(notified));
    }

    private static RegistryProcess start(Path folder, int port, Optional<Endpoint> notified) {
        var binary = binary().orElseThrow(() -> new IllegalStateException(
                "No registry server on the PATH. Install Debian's docker-registry, or name one in"
                        + " BREAKWATER_REGISTRY_BINARY."));
        var registry =
                new RegistryProcess(binary, folder.toAbsolutePath(), port == 0 ? FreePorts.choose() : port, notified);
        Runtime.getRuntime().addShutdownHook(registry.lastResort);
        registry.awaitAnswer();
        return registry;
    }

    /** The server's program: {@code BREAKWATER_REGISTRY_BINARY}, else {@code docker-registry} or {@code registry} on the PATH. */
    public static Optional<Path> binary() {
        return Optional.ofNullable(System.getenv("BREAKWATER_REGISTRY_BINARY"))
                .map(Path::of)
                .or(() -> Executables.onPath("docker-registry", "registry"));
    }

    /** As image references name it: {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    public URI url() {
        return URI.create("http://" + host());
    }

    /** Where blobs and manifests lie; a test may damage them. */
    public Path storage() {
        return folder.resolve("storage");
    }

    /** What lies in {@link #storage()}. */
    public RegistryStorage contents() {
        return new RegistryStorage(storage());
    }

    /** Bytes of uploads that have begun and are not finished; the registry may move files while we look. */
    public long bytesBeingUploaded() {
        var bytes = new AtomicLong();
        try {
            Files.walkFileTree(storage(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.endsWith("data") && file.toString().contains("/_uploads/")) {
                        bytes.addAndGet(attributes.size());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.get();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGTERM; SIGKILL after 10 s. Returns when it is gone. Harmless if it is. */
    public void stop() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join();
        kill();
    }

    /** After {@link #stop()}: same port, same storage. Returns when it answers. */
    public void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("the registry on " + host() + " has not been stopped");
        }
        contents().removeTornLinks();
        process = spawn();
        awaitAnswer();
    }

    /** Stops it for good; its folder stays. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // This JVM is shutting down already, and the hook runs.
        }
    }

    private void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private Process spawn() {
        try {
            Files.createDirectories(storage());
            var configuration = Files.writeString(folder.resolve("registry.yml"), configuration());
            var builder = new ProcessBuilder(binary.toString(), "serve", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log().toFile()));
            // Version 3 would look for a collector of its traces.
            builder.environment().put("OTEL_TRACES_EXPORTER", "none");
            // Any REGISTRY_ variable would override the file.
            builder.environment().keySet().removeIf(name -> name.startsWith("REGISTRY_"));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + binary + " in " + folder, e);
        }
    }

    private String configuration() {
        return """
                version: 0.1
                log:
                  level: warn
                  accesslog:
                    disabled: true
                storage:
                  filesystem:
                    rootdirectory: '%s'
                  delete:
                    enabled: true
                  maintenance:
                    uploadpurging:
                      enabled: false
                # Without it no layer may have urls.
                validation:
                  manifests:
                    urls:
                      allow: ['^https?://']
                # So that a test can have a manifest of schema 1, as old registries do.
                compatibility:
                  schema1:
                    enabled: true
                http:
                  addr: %s
                """.formatted(storage().toString().replace("'", "''"), host())
                + notified.map(RegistryProcess::notifications).orElse("");
    }

    private static String notifications(Endpoint endpoint) {
        return """
                notifications:
                  endpoints:
                    - name: notified
                      url: '%s'
                      headers:
                        Authorization: ['%s']
                      timeout: 3s
                      threshold: 3
                      backoff: 1s
                """.formatted(endpoint.url(), endpoint.authorization());
    }

    private Path log() {
        return folder.resolve("registry.log");
    }

    private void awaitAnswer() {
        var deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(url().resolve("/v2/"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (!answers(client, request)) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    kill();
                    throw new IllegalStateException(
                            "The registry does not answer on " + host() + ". Its log:\n" + Files.readString(log()));
                }
                // Another process, which can only be asked.
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the registry on " + host() + " started", e);
        }
    }

    private boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            // Somebody else on this port would answer too, but then our process has died for want of it.
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200 && process.isAlive();
        } catch (IOException e) {
            return false;
        }
    }
}
