package io.breakwater.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A role of the product, started as its operators start it, and looked at from outside. */
final class RoleProcess implements AutoCloseable {
    /** Linux counts a process's time in these. */
    private static final double TICKS_PER_SECOND = 100;

    private final Process process;
    private final Path log;
    private final URI operations;
    private final HttpClient client = HttpClient.newHttpClient();

    private RoleProcess(Process process, Path log, URI operations) {
        this.process = process;
        this.log = log;
        this.operations = operations;
    }

    /**
     * Returns when it is ready.
     *
     * @param heap of the JVM, as {@code -Xmx} takes it
     */
    static RoleProcess start(String role, Installation place, String heap) {
        var log = place.folder().resolve(role + ".log");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("breakwater.home", "."), "breakwater")
                                .toString(),
                        role,
                        "-c",
                        place.configuration().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("BREAKWATER_JAVA_OPTS", "-Xmx" + heap);
        try {
            var started = new RoleProcess(builder.start(), log, place.operations());
            Await.until(role + " is ready", started::isReady);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("it has ended with " + process.exitValue() + ": " + read(log));
        }
        try {
            return get("/readyz").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** One of its meters, by its whole name with labels. */
    double meter(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no meter " + name));
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(HttpRequest.newBuilder(operations.resolve(path)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Processor time that it has had. */
    double cpuSeconds() {
        return cpuSeconds(process.pid());
    }

    static double cpuSeconds(long pid) {
        var stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        // After the name, which may hold spaces: state is the first, user and system time the 12th and 13th.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    long residentMib() {
        return read(Path.of("/proc", Long.toString(process.pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }

    /** Bytes of the heap that are in use after a full collection. */
    long liveBytes() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var histogram = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            var output = new String(histogram.getInputStream().readAllBytes(), UTF_8);
            return output.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("jcmd says: " + output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
