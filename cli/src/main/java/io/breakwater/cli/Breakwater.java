package io.breakwater.cli;

import io.breakwater.cli.demo.DemoCommand;
import io.breakwater.cli.harbor.HarborCommand;
import io.breakwater.cli.letters.DeadLettersCommand;
import io.breakwater.cli.offsets.OffsetsCommand;
import io.breakwater.cli.replay.ReplayCommand;
import io.breakwater.cli.status.StatusCommand;
import io.breakwater.cli.sync.SyncCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself, which only ever does something through a verb. */
@Command(
        name = "breakwater",
        description = "Copies every push to a Harbor registry to a standby registry, and proves it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            IngestCommand.class,
            ReplicatorCommand.class,
            AuditorCommand.class,
            CopyCommand.class,
            SyncCommand.class,
            StatusCommand.class,
            DriftCommand.class,
            ReplayCommand.class,
            DeadLettersCommand.class,
            OffsetsCommand.class,
            HarborCommand.class,
            ConfigCommand.class,
            ImagesCommand.class,
            VersionCommand.class,
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:bad usage or configuration", "3:drift found, or a project not covered"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  BREAKWATER_LOG_FORMAT=json    logs as JSON, one object a line",
            "  BREAKWATER_LOG_LEVEL=DEBUG    more, or less, of Breakwater's own logs",
            "  BREAKWATER_JAVA_OPTS=-Xmx2g   further options for the JVM",
            "  JDK_JAVA_OPTIONS=-Xmx2g       the same, in a container",
        })
final class Breakwater implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; on an error show where it came from.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it and prints the help itself
    private boolean help;

    boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
