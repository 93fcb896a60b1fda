package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.run.RoleProcess;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands have in common that run until they are told to end. */
abstract class RoleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        var build = Build.current();
        var failure = process(config.read(), spec.commandLine().getErr()).run(build.version(), build);
        if (failure.isPresent()) {
            throw new CommandFailure(failure.get());
        }
        return ExitCode.DONE;
    }

    abstract RoleProcess process(Configuration configuration, PrintWriter err);
}
