package io.breakwater.bench.load;

import java.time.Duration;
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

    double perSecond() {
        return acknowledged / (elapsed.toNanos() / 1e9);
    }

    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
