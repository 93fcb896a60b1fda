package io.breakwater.cli.status;

import io.breakwater.cli.ExitCode;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.topics.KafkaCommand;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater status}. */
@Command(
        name = "status",
        description = {
            "Show how things stand: registries, replicators, what is open, what came of it lately, drift, dead letters.",
            "Exits with 0 whenever it could find out; 'breakwater drift' is the command that fails on drift."
        })
public final class StatusCommand extends KafkaCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Read so much of the ledger (default: ${DEFAULT-VALUE}).")
    private int minutes = 60;

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        if (minutes < 1) {
            throw new ParameterException(spec.commandLine(), "--minutes must be 1 or more");
        }
        var status = new Gathering(configuration, kafka).gather(Duration.ofMinutes(minutes));
        if (output().isJson()) {
            output().printJson(status);
        } else {
            StatusTable.render(status).forEach(output().out()::println);
        }
        return ExitCode.DONE;
    }
}
