package io.breakwater.cli.replay;

import io.breakwater.cli.batch.Pacer;
import picocli.CommandLine.Option;

/** {@code --rate}. */
final class PaceOption {
    @Option(names = "--rate", paramLabel = "N", description = "Publish so many requests a second (default: 20).")
    private double rate = 20;

    /** @throws IllegalArgumentException if there is no such pace */
    Pacer pacer() {
        return new Pacer(rate);
    }
}
