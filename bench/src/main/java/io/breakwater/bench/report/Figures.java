package io.breakwater.bench.report;

import io.breakwater.bench.wire.Traffic;
import java.util.List;
import java.util.Optional;

/**
 * What one contestant took for one corpus.
 *
 * @param runs timed ones; none after a failure in the counting pass
 * @param atSource counted in a pass of its own, as {@code atTarget}
 * @param wrongDigests images that are not at the target, or there with another digest
 * @param failure why there are no more runs
 */
public record Figures(
        String contestant,
        boolean ours,
        List<Run> runs,
        Optional<Traffic> atSource,
        Optional<Traffic> atTarget,
        int wrongDigests,
        Optional<String> failure) {
    public Figures {
        runs = List.copyOf(runs);
    }

    /** Whether it has done what was asked, and something was measured. */
    public boolean isComparable() {
        return didTheJob() && !runs.isEmpty();
    }

    boolean didTheJob() {
        return failure.isEmpty() && wrongDigests == 0;
    }

    Optional<Spread> wallSeconds() {
        return Spread.of(runs.stream().mapToDouble(Run::wallSeconds));
    }

    Optional<Spread> cpuSeconds() {
        return Spread.of(runs.stream().mapToDouble(Run::cpuSeconds));
    }

    Optional<Spread> registriesCpuSeconds() {
        return Spread.of(runs.stream().mapToDouble(Run::registriesCpuSeconds));
    }

    /** MiB; of all processes that run at once, each taken as large as the largest. */
    Optional<Spread> peakRss() {
        return Spread.of(runs.stream()
                .filter(run -> run.peakRssKib() > 0)
                .mapToDouble(run -> run.peakRssKib() / 1024.0 * run.processes()));
    }

    public Optional<Integer> requests() {
        return atSource.flatMap(from -> atTarget.map(to -> from.requests() + to.requests()));
    }

    /** Read from the source and sent to the target. */
    Optional<Long> bytes() {
        return atSource.flatMap(from -> atTarget.map(to -> from.bytesFromRegistry() + to.bytesToRegistry()));
    }
}
