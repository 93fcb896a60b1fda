package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.run.RoleProcess;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(
        name = "up",
        description = "Run every role in one process, on an embedded broker or on brokers that are there.")
final class UpCommand extends RoleCommand {
    @Override
    RoleProcess process(Configuration configuration, PrintWriter err) {
        return RoleProcess.all(configuration, err);
    }
}
