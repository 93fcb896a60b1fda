package io.breakwater.bench.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code skopeo sync}: one process for many images, one after the other; each repository keeps its last name. */
record SkopeoSync(Path program, String version, Meter meter, Path folder, Runnable forgetting) implements Contestant {
    @Override
    public String name() {
        return "skopeo sync";
    }

    @Override
    public String description() {
        return version + "; one process, images from a YAML file";
    }

    @Override
    public boolean takes(Job job) {
        return job.pairs().size() > 1;
    }

    @Override
    public void forget() {
        forgetting.run();
    }

    @Override
    public Usage copy(Job job) throws CopyFailed, InterruptedException {
        var first = job.pairs().getFirst().targetRepository();
        var target = job.target() + "/" + first.substring(0, first.lastIndexOf('/'));
        var command = List.of(
                program.toString(),
                "--insecure-policy",
                "sync",
                "--all",
                "--preserve-digests",
                "--dest-tls-verify=false",
                "--src",
                "yaml",
                "--dest",
                "docker",
                list(job).toString(),
                target);
        return meter.run(command, 1);
    }

    private Path list(Job job) {
        var tags = job.pairs().stream()
                .collect(Collectors.groupingBy(
                        Job.Pair::sourceRepository,
                        TreeMap::new,
                        Collectors.mapping(Job.Pair::tag, Collectors.joining(", ", "[", "]"))));
        var lines = new StringBuilder("\"%s\":\n  tls-verify: false\n  images:\n".formatted(job.source()));
        tags.forEach((repository, list) -> lines.append("    ")
                .append(repository)
                .append(": ")
                .append(list)
                .append('\n'));
        try {
            return Files.writeString(folder.resolve("sync.yaml"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
