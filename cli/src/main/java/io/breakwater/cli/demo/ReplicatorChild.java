package io.breakwater.cli.demo;

import io.breakwater.cli.Main;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code breakwater replicator} in a process of its own, so that it can be killed like one. */
final class ReplicatorChild implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path configuration;
    private final Path log;
    private final URI ready;
    private final Thread lastResort = new Thread(this::kill, "replicator-last-resort");
    private Process process;

    private ReplicatorChild(Path configuration, Path log, URI ready) throws IOException {
        this.configuration = configuration;
        this.log = log;
        this.ready = ready;
        this.process = spawn();
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** @param ready the address of its {@code /readyz} */
    static ReplicatorChild start(Path configuration, Path log, URI ready) throws IOException {
        return new ReplicatorChild(configuration, log, ready);
    }

    /** Returns true when it says that it is ready. */
    boolean awaitReady(Duration patience) throws DemoFailure, InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            while (!isReady(client)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new DemoFailure("the replicator did not start; see " + log);
                }
                // Another process, which can only be asked.
                Thread.sleep(LOOK);
            }
        }
        return true;
    }

    private boolean isReady(HttpClient client) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void startAgain() throws IOException {
        process = spawn();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // This JVM is shutting down already, and the hook runs.
        }
    }

    private Process spawn() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(List.of(
                        java.toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "replicator",
                        "-c",
                        configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }
}
