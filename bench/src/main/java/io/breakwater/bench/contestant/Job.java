package io.breakwater.bench.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a contestant is asked to do.
 *
 * @param source {@code host:port}, as {@code target}
 */
public record Job(String source, String target, List<Pair> pairs) {
    public Job {
        pairs = List.copyOf(pairs);
    }

    /** One image; its tag is the same at both ends. */
    public record Pair(String sourceRepository, String targetRepository, String tag) {}

    /** Whether there are several images, all tags of one repository. */
    boolean isOneRepository() {
        return pairs.size() > 1
                && pairs.stream().map(Pair::sourceRepository).distinct().count() == 1;
    }

    String sourceReference(Pair pair) {
        return source + "/" + pair.sourceRepository() + ":" + pair.tag();
    }

    String targetReference(Pair pair) {
        return target + "/" + pair.targetRepository() + ":" + pair.tag();
    }

    /** For a contestant in another JVM. */
    void write(Path file) {
        var lines = pairs.stream()
                .map(pair -> String.join(" ", pair.sourceRepository(), pair.targetRepository(), pair.tag()))
                .toList();
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #write} has written. */
    static Job read(String source, String target, Path file) throws IOException {
        var pairs = Files.readAllLines(file).stream()
                .map(line -> line.split(" ", 3))
                .map(words -> new Pair(words[0], words[1], words[2]))
                .toList();
        return new Job(source, target, pairs);
    }
}
