package io.breakwater.cli.letters;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater dead-letters}. */
@Command(
        name = "dead-letters",
        description = {
            "See what can never be copied as it is, and do something about it.",
            "A registry that is away makes no dead letters; only what is wrong with an artifact, or refused by a registry,"
                    + " comes here. It stays open until it is requeued or discarded."
        },
        subcommands = {ListCommand.class, ShowCommand.class, RequeueCommand.class, DiscardCommand.class})
public final class DeadLettersCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: list, show, requeue or discard");
    }
}
