package io.breakwater.replicator;

import io.breakwater.broker.ChildJvm;
import io.breakwater.registry.Registry;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.Signals;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.jvm.StartCache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A replicator in a JVM of its own, to be killed or stopped. Started with: bootstrap servers, primary host, standby host,
 * instance, and the file of its {@link DeliveryLog}.
 */
final class ReplicatorProcess implements AutoCloseable {
    private static final String CACHE = "replicator";
    private static final Duration HANGS_AFTER = Duration.ofMinutes(10);

    private final Process process;

    private ReplicatorProcess(Process process) {
        this.process = process;
    }

    static ReplicatorProcess start(Path log, String heap, String bootstrap, String primary, String standby) {
        return start("one", log, heap, bootstrap, primary, standby);
    }

    static ReplicatorProcess start(
            String instance, Path log, String heap, String bootstrap, String primary, String standby) {
        // It lives for seconds, in which the second compiler would only compile.
        var plain = new ChildJvm(classPath(), List.of("-XX:TieredStopAtLevel=1"));
        var jvm = StartCache.jvm(CACHE, plain, ReplicatorProcess::rehearse);
        return spawn(jvm, log, heap, bootstrap, primary, standby, instance);
    }

    /** With both compilers: only the second has a fast SHA-256. */
    static ReplicatorProcess startForGigabytes(
            Path log, String heap, String bootstrap, String primary, String standby) {
        return spawn(new ChildJvm(classPath(), List.of()), log, heap, bootstrap, primary, standby, "one");
    }

    private static ReplicatorProcess spawn(ChildJvm jvm, Path log, String heap, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(jvm.options());
        command.addAll(List.of("-cp", jvm.classPath(), ReplicatorProcess.class.getName()));
        command.addAll(List.of(arguments));
        command.add(deliveries(log).toString());
        try {
            return new ReplicatorProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it writes down of what it was given, beside its log. */
    static Path deliveries(Path log) {
        return log.resolveSibling(log.getFileName() + ".deliveries");
    }

    /** One copy, and an end in order. */
    private static void rehearse(ChildJvm jvm) throws InterruptedException {
        var directory = Folders.temporary("replicator-rehearsal");
        try (var rig = Rig.start(directory)) {
            var image = TestImages.oci(1, 2, 10_000);
            rig.push("library/app", image, "v1");
            var cause = rig.announce("library/app:v1", image.root());
            try (var replicator = spawn(
                    jvm,
                    directory.resolve("replicator.log"),
                    "256m",
                    rig.kafka.bootstrapServers(),
                    rig.primary.host(),
                    rig.standby.host(),
                    "one")) {
                rig.outcome(cause);
                // It writes the cache before it is gone.
                replicator.terminate(HANGS_AFTER);
            }
        } finally {
            Folders.delete(directory);
        }
    }

    /** Of this JVM, with a jar of what is in {@code target/test-classes}, where there is to be a start cache. */
    private static String classPath() {
        if (StartCache.folder().isEmpty()) {
            return System.getProperty("java.class.path");
        }
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .map(entry -> entry.endsWith("test-classes") ? jarOf(entry) : entry)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jarOf(Path testClasses) {
        try (var built = Files.newDirectoryStream(testClasses.resolveSibling("."), "*-tests.jar")) {
            var jars = built.iterator();
            return jars.hasNext() ? jars.next() : testClasses;
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

    /** {@code SIGSTOP}. */
    void freeze() {
        Signals.stop(process.pid());
    }

    /** {@code SIGCONT}. */
    void goOn() {
        Signals.goOn(process.pid());
    }

    boolean usesStartCache() {
        return StartCache.isUsedBy(process.pid(), CACHE);
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
                        Settings.config(
                                args[0],
                                args[3],
                                primary,
                                standby,
                                Settings.RULES,
                                Settings.LIMITS,
                                DeliveryLog.to(Path.of(args[4]))),
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
