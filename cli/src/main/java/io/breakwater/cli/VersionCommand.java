package io.breakwater.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Say which Breakwater, Java and Kafka this is.")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        var build = Build.current();
        if (output.isJson()) {
            output.printJson(build);
        } else {
            output.out()
                    .printf(
                            "breakwater %s (commit %s)%nJava %s%nKafka %s%n",
                            build.version(), build.commit(), build.java(), build.kafka());
        }
        return ExitCode.DONE;
    }
}
