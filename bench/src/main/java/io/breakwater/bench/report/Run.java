package io.breakwater.bench.report;

import io.breakwater.bench.contestant.Usage;

/**
 * One timed run.
 *
 * @param peakRssKib of one process, 0 where it is not known
 * @param elsewhere processors that were busy with something else meanwhile, on average
 */
public record Run(double wallSeconds, double cpuSeconds, long peakRssKib, int processes, double elsewhere) {
    public static Run of(Usage usage, double elsewhere) {
        return new Run(
                usage.wall().toNanos() / 1e9,
                usage.cpu().toNanos() / 1e9,
                usage.peakRssKib(),
                usage.processes(),
                elsewhere);
    }
}
