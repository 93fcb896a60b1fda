package io.breakwater.bench.report;

import java.util.Optional;
import java.util.stream.DoubleStream;

/** Several measurements of one thing. */
public record Spread(double median, double least, double most) {
    static Optional<Spread> of(DoubleStream values) {
        var sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        var middle = sorted.length / 2;
        var median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
    }
}
