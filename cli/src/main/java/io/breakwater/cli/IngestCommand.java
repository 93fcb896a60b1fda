package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.run.RoleName;
import io.breakwater.cli.run.RoleProcess;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(name = "ingest", description = "Take webhooks in and keep them in Kafka.")
final class IngestCommand extends RoleCommand {
    @Override
    RoleProcess process(Configuration configuration, PrintWriter err) {
        return RoleProcess.single(RoleName.INGEST, configuration, err);
    }
}
