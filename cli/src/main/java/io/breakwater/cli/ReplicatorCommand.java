package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.run.RoleName;
import io.breakwater.cli.run.RoleProcess;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(name = "replicator", description = "Copy what the events ask for, and write the ledger.")
final class ReplicatorCommand extends RoleCommand {
    @Override
    RoleProcess process(Configuration configuration, PrintWriter err) {
        return RoleProcess.single(RoleName.REPLICATOR, configuration, err);
    }
}
