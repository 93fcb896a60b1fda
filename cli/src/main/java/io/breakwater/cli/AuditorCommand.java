package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.run.RoleName;
import io.breakwater.cli.run.RoleProcess;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(name = "auditor", description = "Judge what differs between the two registries.")
final class AuditorCommand extends RoleCommand {
    @Override
    RoleProcess process(Configuration configuration, PrintWriter err) {
        return RoleProcess.single(RoleName.AUDITOR, configuration, err);
    }
}
