package io.breakwater.bench.contestant;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A library in a JVM of its own, which stays for all rounds: what it takes is not mixed with what this harness takes, and
 * it has copied something before. Reads {@code /proc}, so it needs Linux.
 */
public final class InProcess implements Contestant {
    private final String name;
    private final String description;
    private final Path folder;
    private final Parallelism parallelism;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter jobs;

    /**
     * Starts the JVM.
     *
     * @param engine as {@link Worker} knows it
     * @param folder for jobs and the log {@code worker.log}
     */
    InProcess(
            String name,
            String description,
            String engine,
            Path folder,
            Parallelism parallelism,
            List<String> jvmOptions) {
        this.name = name;
        this.description = description;
        this.folder = folder;
        this.parallelism = parallelism;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), engine));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(Redirect.to(folder.resolve("worker.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        jobs = process.outputWriter(StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isOurs() {
        return name.startsWith(Contestants.OURS);
    }

    @Override
    public Usage copy(Job job) throws CopyFailed {
        var file = folder.resolve("job");
        job.write(file);
        try {
            // Resets the high-water mark (proc(5), clear_refs).
            Files.writeString(proc("clear_refs"), "5");
            var cpu = cpu();
            var start = System.nanoTime();
            var answer = ask(job, file);
            var wall = Duration.ofNanos(System.nanoTime() - start);
            if (!answer.equals("done")) {
                throw new CopyFailed(answer);
            }
            return new Usage(wall, cpu().minus(cpu), peakRssKib(), 1);
        } catch (IOException e) {
            throw new UncheckedIOException("Lost the JVM of " + name + "; see " + folder.resolve("worker.log"), e);
        }
    }

    private String ask(Job job, Path file) throws IOException {
        jobs.write("%s %s %d %d %s\n"
                .formatted(job.source(), job.target(), parallelism.images(), parallelism.blobs(), file));
        jobs.flush();
        var answer = answers.readLine();
        return answer == null ? "failed: its JVM is gone" : answer;
    }

    private Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private long peakRssKib() throws IOException {
        return Files.readAllLines(proc("status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private Path proc(String file) {
        return Path.of("/proc", String.valueOf(process.pid()), file);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
