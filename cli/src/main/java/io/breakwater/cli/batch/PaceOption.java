package io.breakwater.cli.batch;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --rate}. */
public final class PaceOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Publish so many requests a second at most (default: ${DEFAULT-VALUE}).")
    private double rate;

    /** @param rate where none is given */
    public PaceOption(double rate) {
        this.rate = rate;
    }

    /** @throws ParameterException if there is no such pace */
    public Pacer pacer() {
        try {
            return new Pacer(rate);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
