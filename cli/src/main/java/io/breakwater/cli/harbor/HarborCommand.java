package io.breakwater.cli.harbor;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater harbor}. */
@Command(
        name = "harbor",
        description = "Tell Harbor about Breakwater: webhooks and a robot account.",
        subcommands = EnrollCommand.class)
public final class HarborCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with it: harbor enroll");
    }
}
