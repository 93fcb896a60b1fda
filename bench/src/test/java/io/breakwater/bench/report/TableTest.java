package io.breakwater.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.bench.wire.Traffic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void ratioIsToTheBestRivalNotToUs() {
        var cells = row("b", figures("a", true, 0, 1), figures("b", false, 0, 4, 2, 3), figures("c", false, 0, 6));
        assertEquals("3.00 (2.00–4.00)", cells.get(1));
        assertEquals("1.00", cells.get(2));
    }

    @Test
    void rivalThatChangesDigestsSetsNoMark() {
        var cells = row("a", figures("a", true, 0, 3), figures("b", false, 1, 1), figures("c", false, 0, 6));
        assertEquals("0.50", cells.get(2));
    }

    @Test
    void failureIsSaidAndHasNoFigures() {
        var failed = new Figures(
                "b", false, List.of(), Optional.empty(), Optional.empty(), 0, Optional.of("exit code 1: no | way"));
        var cells = row("b", figures("a", true, 0, 3), failed);
        assertEquals("failed: exit code 1: no / way", cells.getLast());
        assertEquals("–", cells.get(1));
    }

    @Test
    void memoryIsOfAllProcessesAtOnce() {
        assertEquals("20", row("a", figures("a", true, 0, 3)).get(11));
    }

    @Test
    void whatTheRegistriesTookStandsBesideIt() {
        assertEquals("3.00", row("a", figures("a", true, 0, 3)).get(6));
    }

    @Test
    void medianOfTwoLiesBetweenThem() {
        assertEquals(
                new Spread(2, 1, 3),
                Spread.of(Arrays.stream(new double[] {3, 1})).orElseThrow());
        assertFalse(Spread.of(Arrays.stream(new double[0])).isPresent());
    }

    private static List<String> row(String name, Figures... contestants) {
        var corpus = new CorpusFigures("small", "two images", 2, 1 << 20, List.of(contestants));
        var markdown = new Table(corpus).markdown();
        var row = markdown.lines()
                .filter(line -> line.startsWith("| " + name + " |"))
                .findFirst();
        assertTrue(row.isPresent(), markdown);
        return Arrays.stream(row.get().substring(2, row.get().length() - 2).split(" \\| ", -1))
                .map(String::strip)
                .toList();
    }

    /** Two processes of 10 MiB. */
    private static Figures figures(String name, boolean ours, int wrongDigests, double... wallSeconds) {
        var runs = Arrays.stream(wallSeconds)
                .mapToObj(seconds -> new Run(seconds, 1, 3, 10 << 10, 2, 0))
                .toList();
        var traffic = Optional.of(new Traffic(2, Map.of("GET blob", 2), 1, 100, 100));
        return new Figures(name, ours, runs, traffic, traffic, wrongDigests, Optional.empty());
    }
}
