package io.breakwater.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.bench.contestant.Contestant;
import io.breakwater.bench.contestant.Job;
import io.breakwater.bench.contestant.Usage;
import io.breakwater.bench.corpus.Corpora;
import io.breakwater.bench.corpus.Corpora.Sizes;
import io.breakwater.bench.corpus.Corpus;
import io.breakwater.bench.report.CorpusFigures;
import io.breakwater.bench.report.Report;
import io.breakwater.testkit.image.RawPusher;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contestant that says that it is done and is not. */
class WrongCopyIT {
    private static final Corpus CORPUS =
            Corpora.of("small", new Sizes(3, 1, Sizes.DEFAULT.serviceLayer(), 1, 1, 1 << 20));

    @TempDir
    private Path folder;

    @Test
    void imagesThatAreMissingOrOthersAreCounted() throws InterruptedException {
        var figures = run(1, 1);
        assertEquals(2, figures.contestants().getFirst().wrongDigests());
        assertFalse(figures.contestants().getFirst().isComparable());
    }

    @Test
    void benchFailsIfItWasOurs() throws InterruptedException {
        assertFalse(report(run(2, 0)).oursDidTheJob());
    }

    @Test
    void benchSucceedsIfOursCopiedAll() throws InterruptedException {
        var figures = run(3, 0);
        assertEquals(0, figures.contestants().getFirst().wrongDigests());
        assertTrue(report(figures).oursDidTheJob());
    }

    private CorpusFigures run(int right, int others) throws InterruptedException {
        var bench = new Bench(folder, 1, Duration.ofMinutes(1), line -> {});
        return bench.run(CORPUS, List.of(new Careless(right, others)));
    }

    private static Report report(CorpusFigures figures) {
        return new Report(Map.of(), Map.of(), List.of(figures));
    }

    /**
     * One of ours.
     *
     * @param right images that arrive as they were
     * @param others images in whose place another arrives; the rest never does
     */
    private record Careless(int right, int others) implements Contestant {
        @Override
        public String name() {
            return "breakwater, careless";
        }

        @Override
        public String description() {
            return "says that it is done";
        }

        @Override
        public boolean isOurs() {
            return true;
        }

        @Override
        public Usage copy(Job job) {
            try (var pusher = new RawPusher(URI.create("http://" + job.target()))) {
                for (var at = 0; at < right + others; at++) {
                    var pair = job.pairs().get(at);
                    var image = CORPUS.items().get(at < right ? at : 0).image();
                    pusher.push(pair.targetRepository(), image, pair.tag());
                }
            }
            return new Usage(Duration.ofMillis(1), Duration.ofMillis(1), 0, 1);
        }
    }
}
