package io.breakwater.bench.load;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "bench/load/run",
        mixinStandardHelpOptions = true,
        subcommands = {WebhooksCommand.class, LedgerCommand.class},
        description = "Loads a role in a process of its own, on a broker of its own, and says what it bore.")
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).setUsageHelpAutoWidth(true).execute(arguments));
    }
}
