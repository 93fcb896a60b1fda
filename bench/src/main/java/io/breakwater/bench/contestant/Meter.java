package io.breakwater.bench.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands and measures them with all their children: by GNU time where it is installed, otherwise by bash, without memory. */
final class Meter {
    private static final Path GNU_TIME = Path.of("/usr/bin/time");
    private static final Duration HANGS_AFTER = Duration.ofMinutes(30);

    private final Path folder;
    private final Map<String, String> environment;
    private final Path time;

    /**
     * @param folder for logs and figures, and the home of every command, so that nobody's logins and settings matter
     * @param environment added to ours
     */
    Meter(Path folder, Map<String, String> environment) {
        this(folder, environment, GNU_TIME);
    }

    /** @param time GNU time, if it is there */
    Meter(Path folder, Map<String, String> environment, Path time) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.time = time;
    }

    /** @param processes that the command runs at once at most */
    Usage run(List<String> command, int processes) throws CopyFailed, InterruptedException {
        var figures = folder.resolve("figures");
        var log = folder.resolve("log");
        try {
            var builder = new ProcessBuilder(metered(command, figures))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("DOCKER_CONFIG", folder.toString());
            builder.environment().putAll(environment);
            var start = System.nanoTime();
            var code = await(builder.start());
            var wall = Duration.ofNanos(System.nanoTime() - start);
            if (code != 0) {
                throw new CopyFailed("exit code " + code + ": " + end(log));
            }
            return usage(wall, Files.readString(figures), processes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        }
    }

    private List<String> metered(List<String> command, Path figures) {
        var all = new ArrayList<String>();
        if (Files.isExecutable(time)) {
            all.addAll(List.of(time.toString(), "-q", "-f", "%U %S %M", "-o", figures.toString()));
        } else {
            var script = "TIMEFORMAT='%U %S 0'; out=$1; shift; { time \"$@\" 2>&3; } 3>&2 2>\"$out\"";
            all.addAll(List.of("bash", "-c", script, "bash", figures.toString()));
        }
        all.addAll(command);
        return all;
    }

    private static int await(Process process) throws InterruptedException {
        if (!process.waitFor(HANGS_AFTER.toMinutes(), TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    private static Usage usage(Duration wall, String figures, int processes) {
        var words = figures.strip().split(" ", 3);
        var seconds = Double.parseDouble(words[0]) + Double.parseDouble(words[1]);
        return new Usage(wall, Duration.ofMillis(Math.round(seconds * 1000)), Long.parseLong(words[2]), processes);
    }

    /** The last thing that was said, in one line. */
    private static String end(Path log) throws IOException {
        var text = Files.readString(log).strip();
        var line = text.substring(text.lastIndexOf('\n') + 1);
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
