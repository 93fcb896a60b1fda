package io.breakwater.cli.batch;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --confirm}, for what is only shown unless somebody says that it is meant. */
public final class ConfirmOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--confirm", description = "Do it; without this nothing is changed.")
    private boolean confirm;

    @Option(
            names = "--dry-run",
            description = "Say what would be done, and do nothing; so it is without --confirm too.")
    private boolean dryRun;

    /** @throws ParameterException if both were given */
    public boolean isGiven() {
        if (confirm && dryRun) {
            throw new ParameterException(spec.commandLine(), "--confirm or --dry-run, but not both");
        }
        return confirm;
    }
}
