package io.breakwater.cli.replay;

import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.Batches;
import io.breakwater.cli.batch.GoOn;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.PaceOption;
import io.breakwater.cli.batch.Published;
import io.breakwater.cli.batch.WaitOption;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.ImageName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code breakwater replay resume}. */
@Command(
        name = "resume",
        description = {
            "Go on with a replay that was stopped or broke off.",
            "What it published is read from replication.requests, so nothing is asked for twice. Make sure that nobody"
                    + " else is publishing it right now ('replay list' cannot tell)."
        })
final class ResumeCommand extends KafkaCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OperatorOption operator = new OperatorOption();

    @Mixin
    private PaceOption pace = new PaceOption(20);

    @Mixin
    private WaitOption wait = new WaitOption();

    @Option(names = "--dry-run", description = "Say what is left to publish, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "BATCH", description = "As 'replay list' shows it.")
    private String id = "";

    /**
     * What is printed as JSON by a dry run.
     *
     * @param requests left to publish
     * @param known in the whole batch
     */
    record Forecast(boolean published, String batch, int requests, int known) {}

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        var pacer = pace.pacer();
        Batch batch;
        List<Pick> picks;
        Set<ImageName> asked = new HashSet<>();
        try (var reader = TopicReader.open(kafka)) {
            batch = Batches.read(reader, "replay").toGoOnWith(id);
            picks = Selecting.harvest(reader, Selection.of(batch.details()), Integer.MAX_VALUE)
                    .picks();
            Published.read(reader, batch, (image, _) -> asked.add(image));
        }
        var rest = picks.stream().filter(pick -> !asked.contains(pick.image())).toList();
        var before = asked.size();
        var known = before + rest.size();
        if (dryRun) {
            say(new Forecast(false, id, rest.size(), known));
            return ExitCode.DONE;
        }
        output().err().println(id + ": " + rest.size() + " of " + known + " left to publish; Ctrl-C stops it.");
        return new BatchRun(batch, operator, pacer, wait.isGiven(), GoOn.with("breakwater replay resume " + id, spec))
                .run(
                        output(),
                        kafka,
                        new BatchRun.Rest(Pick.portions(rest), true, before),
                        published -> new CountProgress(published, known, before, "requests", ""));
    }

    private void say(Forecast forecast) {
        if (output().isJson()) {
            output().printJson(forecast);
        } else {
            output().out()
                    .println(forecast.batch() + ": " + forecast.requests() + " of " + forecast.known()
                            + " would be published. Nothing was; leave out --dry-run to do it.");
        }
    }
}
