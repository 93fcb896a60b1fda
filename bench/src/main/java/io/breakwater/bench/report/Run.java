package io.breakwater.bench.report;

import io.breakwater.bench.contestant.Usage;

/**
 * One timed run.
 *
 * @param peakRssKib of one process, 0 where it is not known
 */
public record Run(double wallSeconds, double cpuSeconds, long peakRssKib, int processes) {
    public static Run of(Usage usage) {
        return new Run(
                usage.wall().toNanos() / 1e9, usage.cpu().toNanos() / 1e9, usage.peakRssKib(), usage.processes());
    }
}
