package io.breakwater.bench.report;

import io.breakwater.bench.contestant.Usage;
import java.time.Duration;

/**
 * One timed run.
 *
 * @param registriesCpuSeconds processor time of both registries
 * @param peakRssKib of one process, 0 where it is not known
 * @param elsewhere processors that were busy with something else meanwhile, on average
 */
public record Run(
        double wallSeconds,
        double cpuSeconds,
        double registriesCpuSeconds,
        long peakRssKib,
        int processes,
        double elsewhere) {
    public static Run of(Usage usage, Duration registries, double elsewhere) {
        return new Run(
                usage.wall().toNanos() / 1e9,
                usage.cpu().toNanos() / 1e9,
                registries.toNanos() / 1e9,
                usage.peakRssKib(),
                usage.processes(),
                elsewhere);
    }
}
