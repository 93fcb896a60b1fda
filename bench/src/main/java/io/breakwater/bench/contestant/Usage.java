package io.breakwater.bench.contestant;

import java.time.Duration;

/**
 * What one run took.
 *
 * @param cpu user and system time of the contestant's own processes; the kernel counts it in hundredths of a second
 * @param peakRssKib of the largest of its processes; 0 where it is not known
 * @param processes that run at once at most
 */
public record Usage(Duration wall, Duration cpu, long peakRssKib, int processes) {}
