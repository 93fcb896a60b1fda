package io.breakwater.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One child JVM that runs {@link BrokerMain}, from its start to its end. */
final class BrokerProcess {
    private static final String LOGGING = "io/breakwater/broker/logback-broker.xml";
    /** After a crash Kafka reads through every open segment before it serves. */
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final BrokerData data;
    private final Process process;
    private final long logStart;
    private final long bornAt = System.nanoTime();
    private final CompletableFuture<Boolean> started;

    private BrokerProcess(BrokerData data, Process process, long logStart) {
        this.data = data;
        this.process = process;
        this.logStart = logStart;
        this.started = CompletableFuture.supplyAsync(this::saysStarted, BrokerProcess::onThreadOfItsOwn);
    }

    /** Starts the process; does not wait until it serves. */
    static BrokerProcess spawn(BrokerData data, EmbeddedBroker.Config config) {
        var properties = data.writeProperties(config.overrides());
        var log = data.log();
        var builder = new ProcessBuilder(commandLine(properties, log.file(), config))
                .redirectError(Redirect.appendTo(log.file().toFile()));
        // Options that were meant for this JVM (a debugger's port, a collector) would break the child.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        try {
            var logStart = log.size();
            return new BrokerProcess(data, builder.start(), logStart);
        } catch (IOException e) {
            throw new BrokerFault("Cannot start the broker's process for " + data.folder() + ": " + e, e);
        }
    }

    /** @throws BrokerFault if the process ends first, or does not serve within three minutes */
    void awaitReady() {
        try {
            if (!started.get(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new BrokerFault(whyItEnded(process.waitFor()));
            }
            awaitAnswer();
        } catch (TimeoutException e) {
            throw new BrokerFault(cannotStart("it does not serve within " + STARTS_WITHIN.toMinutes() + " minutes"), e);
        } catch (ExecutionException e) {
            throw new BrokerFault(cannotStart("it does not answer: " + e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerFault(cannotStart("the wait for it was interrupted"), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Time since the start of the process. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - bornAt);
    }

    String logTail() {
        return data.log().tail(logStart);
    }

    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /** SIGKILL. Returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM and the end of standard input; SIGKILL after 30 s. Returns when the process is gone. */
    void stop() {
        process.destroy();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has closed its end already: it is on its way out.
        }
        process.onExit()
                .completeOnTimeout(process, STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join();
        kill();
    }

    private static List<String> commandLine(Path properties, Path log, EmbeddedBroker.Config config) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + config.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(config.jvm().options());
        command.addAll(List.of(
                "-Dlogback.configurationFile=" + LOGGING,
                "-Dbreakwater.broker.log=" + log,
                "-cp",
                config.jvm().classPath(),
                BrokerMain.class.getName(),
                properties.toString()));
        return command;
    }

    private boolean saysStarted() {
        try (var lines = process.inputReader(UTF_8)) {
            return BrokerMain.STARTED.equals(lines.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() throws ExecutionException, InterruptedException {
        var configuration = Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, data.ports().bootstrapServers());
        try (var admin = Admin.create(configuration)) {
            admin.describeCluster().clusterId().get(ANSWERS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new BrokerFault(cannotStart("it does not answer within " + ANSWERS_WITHIN.toSeconds() + " s"), e);
        }
    }

    private String whyItEnded(int exitCode) {
        return switch (exitCode) {
            case BrokerMain.DATA_IN_USE ->
                "Cannot start a broker on " + data.folder() + ": another one, process " + owner()
                        + ", holds it. Stop that one, or choose another data folder.";
            case BrokerMain.PORT_IN_USE ->
                "Cannot start a broker on " + data.folder() + ": somebody else listens on port "
                        + data.ports().broker() + " or " + data.ports().controller()
                        + " of 127.0.0.1. Stop that, or delete " + data.folder().resolve("ports")
                        + " to have other ports chosen.";
            default -> cannotStart("its process ended with exit code " + exitCode);
        };
    }

    private String owner() {
        try {
            return Files.readString(data.lock()).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private String cannotStart(String because) {
        return "Cannot start a broker on " + data.folder() + ": " + because + ". The end of "
                + data.log().file() + ":\n" + logTail();
    }

    private static void onThreadOfItsOwn(Runnable task) {
        Thread.ofVirtual().name("broker-started").start(task);
    }
}
