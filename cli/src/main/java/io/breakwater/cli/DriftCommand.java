package io.breakwater.cli;

import io.breakwater.auditor.DriftReader;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "drift",
        description = {
            "Show the present verdict on each image; exit 3 if any of them is drift.",
            "Reads the auditor's verdicts from Kafka; contacts no registry."
        })
final class DriftCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Ask these brokers instead of those in the configuration.")
    private @Nullable String bootstrapServers;

    /** What is printed as JSON. */
    record Report(boolean drift, Map<Verdict, Long> counts, List<DriftVerdict> verdicts) {}

    @Override
    public Integer call() {
        CommandLogs.begin(output.isVerbose());
        var kafka = bootstrapServers == null ? KafkaClient.of(config.read().kafka()) : KafkaClient.at(bootstrapServers);
        var verdicts = DriftReader.read(kafka, TIMEOUT);
        if (output.isJson()) {
            output.printJson(new Report(DriftTable.isDrift(verdicts), DriftTable.counts(verdicts), verdicts));
        } else {
            DriftTable.render(verdicts).forEach(output.out()::println);
            output.out().println(DriftTable.summary(verdicts));
        }
        return DriftTable.isDrift(verdicts) ? ExitCode.DRIFT : ExitCode.DONE;
    }
}
