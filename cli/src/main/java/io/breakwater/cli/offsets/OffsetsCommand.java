package io.breakwater.cli.offsets;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater offsets}. */
@Command(
        name = "offsets",
        description = "Mend where the replicators go on, in a disaster.",
        subcommands = ResetCommand.class)
public final class OffsetsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with them: offsets reset");
    }
}
