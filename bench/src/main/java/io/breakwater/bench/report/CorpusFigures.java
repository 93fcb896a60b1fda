package io.breakwater.bench.report;

import java.util.List;

/**
 * All contestants on one corpus.
 *
 * @param bytes that have to get to the target at least
 */
public record CorpusFigures(String name, String title, int images, long bytes, List<Figures> contestants) {
    public CorpusFigures {
        contestants = List.copyOf(contestants);
    }
}
