package io.breakwater.bench.load;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What was sent and acknowledged.
 *
 * @param micros from the moment at which each was due to its acknowledgement, so that a sender that is held up does not
 *     hide how long the next ones would have waited
 */
record Load(long acknowledged, Duration elapsed, Histogram micros) {
    static Histogram histogram() {
        return new Histogram(120_000_000L, 3);
    }

    /** As if they had been one, one after the other. */
    static Load together(List<Load> loads) {
        var micros = histogram();
        loads.forEach(load -> micros.add(load.micros()));
        var elapsed = loads.stream().map(Load::elapsed).reduce(Duration.ZERO, Duration::plus);
        return new Load(loads.stream().mapToLong(Load::acknowledged).sum(), elapsed, micros);
    }

    double perSecond() {
        return acknowledged / (elapsed.toNanos() / 1e9);
    }

    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
