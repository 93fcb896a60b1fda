package io.breakwater.bench.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A command that copies one image, SRC and DST being its last two arguments. Many images are many processes, some at once,
 * by {@code xargs -P}: what its users would write.
 */
final class Command implements Contestant {
    private static final int MOST_COLD_STARTS = 10;

    private final String name;
    private final String description;
    private final Meter meter;
    private final Path folder;
    private final int processes;
    private final String transport;
    private final Function<Job, List<String>> arguments;
    private final Runnable forget;

    /**
     * @param transport before every reference, as {@code docker://}
     * @param arguments the program and all but SRC and DST
     * @param forget deletes what it keeps between runs
     */
    Command(
            String name,
            String description,
            Meter meter,
            Path folder,
            int processes,
            String transport,
            Function<Job, List<String>> arguments,
            Runnable forget) {
        this.name = name;
        this.description = description;
        this.meter = meter;
        this.folder = folder;
        this.processes = processes;
        this.transport = transport;
        this.arguments = arguments;
        this.forget = forget;
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

    /** A JVM for each of hundreds of images is what nobody would wait for; {@code one} shows what a start costs. */
    @Override
    public boolean takes(Job job) {
        return !isOurs() || job.pairs().size() <= MOST_COLD_STARTS;
    }

    @Override
    public void forget() {
        forget.run();
    }

    @Override
    public Usage copy(Job job) throws CopyFailed, InterruptedException {
        var command = new ArrayList<String>();
        if (job.pairs().size() > 1) {
            var list = folder.resolve("images");
            write(list, job);
            command.addAll(List.of("xargs", "-a", list.toString(), "-P", String.valueOf(processes), "-n", "2"));
        }
        command.addAll(arguments.apply(job));
        if (job.pairs().size() == 1) {
            command.addAll(sourceAndTarget(job, job.pairs().getFirst()).toList());
        }
        return meter.run(command, Math.min(processes, job.pairs().size()));
    }

    private void write(Path list, Job job) {
        var lines =
                job.pairs().stream().flatMap(pair -> sourceAndTarget(job, pair)).toList();
        try {
            Files.write(list, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> sourceAndTarget(Job job, Job.Pair pair) {
        return Stream.of(transport + job.sourceReference(pair), transport + job.targetReference(pair));
    }
}
