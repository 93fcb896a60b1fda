package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A replicator in a JVM of its own, to be killed or stopped. Started with: bootstrap servers, primary host, standby host,
 * instance.
 */
final class ReplicatorProcess implements AutoCloseable {
    private final Process process;

    private ReplicatorProcess(Process process) {
        this.process = process;
    }

    static ReplicatorProcess start(Path log, String heap, String bootstrap, String primary, String standby) {
        return start("one", log, heap, bootstrap, primary, standby);
    }

    static ReplicatorProcess start(
            String instance, Path log, String heap, String bootstrap, String primary, String standby) {
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
                standby,
                instance));
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

    /** {@code SIGTERM}, as a supervisor does. @return whether it has ended in that time */
    boolean terminate(Duration patience) throws InterruptedException {
        process.destroy();
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@code SIGSTOP}: everything in it stands still, and its connections stay open. */
    void freeze() throws InterruptedException {
        signal("-STOP");
    }

    /** {@code SIGCONT}: it goes on where it stood. */
    void goOn() throws InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            var kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + name + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws InterruptedException {
        try (var primary = new Registry(Settings.plain(args[1]));
                var standby = new Registry(Settings.plain(args[2]));
                var replicator = Replicator.start(
                        Settings.config(args[0], args[3], primary, standby, Settings.RULES),
                        new SimpleMeterRegistry())) {
            Runtime.getRuntime().addShutdownHook(new Thread(replicator::close));
            while (replicator.failure().isEmpty()) {
                // Its end can only be asked for; nothing else is left to do here.
                TimeUnit.MILLISECONDS.sleep(50);
            }
            // Whoever runs it starts it again.
            Runtime.getRuntime().halt(1);
        }
    }
}
