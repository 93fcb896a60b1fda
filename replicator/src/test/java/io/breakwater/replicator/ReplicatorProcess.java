package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A replicator in a JVM of its own, to be killed. Started with: bootstrap servers, primary host, standby host. */
final class ReplicatorProcess implements AutoCloseable {
    private final Process process;

    private ReplicatorProcess(Process process) {
        this.process = process;
    }

    static ReplicatorProcess start(Path log, String heap, String bootstrap, String primary, String standby) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                ReplicatorProcess.class.getName(),
                bootstrap,
                primary,
                standby));
        try {
            return new ReplicatorProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws InterruptedException {
        var mapping = Mapping.of(List.of(new MappingRule("library", "example-project")));
        try (var primary = new Registry(Settings.plain(args[1]));
                var standby = new Registry(Settings.plain(args[2]));
                var replicator = Replicator.start(
                        new ReplicatorConfig(
                                Map.of("bootstrap.servers", args[0]),
                                "replicator",
                                "one",
                                primary,
                                standby,
                                mapping,
                                Settings.LIMITS),
                        new SimpleMeterRegistry())) {
            Runtime.getRuntime().addShutdownHook(new Thread(replicator::close));
            new CountDownLatch(1).await();
        }
    }
}
