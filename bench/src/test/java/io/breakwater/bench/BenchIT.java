package io.breakwater.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.bench.contestant.Contestant;
import io.breakwater.bench.contestant.Contestants;
import io.breakwater.bench.contestant.Parallelism;
import io.breakwater.bench.corpus.Corpora;
import io.breakwater.bench.corpus.Corpora.Range;
import io.breakwater.bench.corpus.Corpora.Sizes;
import io.breakwater.bench.report.CorpusFigures;
import io.breakwater.bench.report.Figures;
import io.breakwater.bench.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself, on a few images: figures are there, and ours asks no more than skopeo. No time is judged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchIT {
    private static final Sizes FEW = new Sizes(10, 2, new Range(1_100_000, 2_000_000), 3, 1, 1 << 20);

    private final Path folder;
    private final List<Contestant> all = new ArrayList<>();
    private final List<CorpusFigures> corpora = new ArrayList<>();

    BenchIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    void run() throws InterruptedException {
        var names = Set.of("breakwater warm", "skopeo");
        all.addAll(Contestants.find(
                folder.resolve("contestants"), Optional.empty(), Parallelism.DEFAULT, names::contains));
        var bench = new Bench(folder, 1, Duration.ofMinutes(1), line -> {});
        for (var name : List.of("small", "services", "present")) {
            corpora.add(bench.run(Corpora.of(name, FEW), all));
        }
    }

    @AfterAll
    void stop() {
        all.forEach(Contestant::close);
    }

    @Test
    void everyoneDoesTheJobAndKeepsDigests() {
        corpora.forEach(corpus -> {
            assertEquals(2, corpus.contestants().size());
            corpus.contestants().forEach(figures -> assertTrue(figures.isComparable(), figures::toString));
        });
    }

    @Test
    void oursAsksNoMoreThanSkopeo() {
        for (var corpus : corpora) {
            var ours = requests(corpus, "breakwater warm");
            var skopeos = requests(corpus, "skopeo");
            assertTrue(ours > 0 && ours <= skopeos, corpus.name() + ": " + ours + " > " + skopeos);
        }
    }

    @Test
    void reportHasARowForEachInMarkdownAndJson() throws Exception {
        var report = new Report(Map.of("rounds", "1"), Map.of("skopeo", "1.9.3"), corpora);
        var json = folder.resolve("bench.json");
        report.write(json);
        assertEquals(
                corpora.size(),
                report.markdown()
                        .lines()
                        .filter(line -> line.startsWith("| skopeo |"))
                        .count());
        assertTrue(Files.readString(json).contains("\"wallSeconds\""));
    }

    private static int requests(CorpusFigures corpus, String contestant) {
        return corpus.contestants().stream()
                .filter(figures -> figures.contestant().equals(contestant))
                .map(Figures::requests)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }
}
