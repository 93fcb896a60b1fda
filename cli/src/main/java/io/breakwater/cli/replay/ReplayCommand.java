package io.breakwater.cli.replay;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchCommands;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.ConfirmOption;
import io.breakwater.cli.batch.GoOn;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.PaceOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.batch.Published;
import io.breakwater.cli.batch.WaitOption;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code breakwater replay}. */
@Command(
        name = "replay",
        description = {
            "Ask again for the images that a selection of past events is about, while everything runs.",
            "Without --confirm it only counts and shows a sample. Each image gets one request, which brings the standby"
                    + " to what the primary holds by then: replaying old events never undoes newer pushes.",
            "Ctrl-C stops it orderly; 'replay resume' goes on with the rest, and asks for nothing twice."
        },
        subcommands = {ResumeCommand.class, BatchCommands.ListBatches.class, BatchCommands.Cancel.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  breakwater replay --outcome FAILED,REFUSED --from-time 2026-11-23T09:00:00Z",
            "  breakwater replay --image 'library/*' --confirm --reason 'quota raised'",
            "  breakwater replay --from-offset 3:90211 --to-offset 3:90420",
        })
public final class ReplayCommand extends KafkaCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SelectionOption what = new SelectionOption();

    @Mixin
    private ConfirmOption confirm = new ConfirmOption();

    @Mixin
    private PaceOption pace = new PaceOption(20);

    @Mixin
    private WaitOption wait = new WaitOption();

    @Mixin
    private OperatorOption operator = new OperatorOption();

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        what.check();
        var pacer = pace.pacer();
        var confirmed = confirm.isGiven();
        var reason = confirmed ? operator.reason() : "";
        Batch batch;
        List<Pick> picks;
        try (var reader = TopicReader.open(kafka)) {
            var selection = what.selection(reader);
            var harvest = Selecting.harvest(reader, selection, what.limit());
            if (!confirmed) {
                Preview.of(selection, harvest, pacer).print(output());
            }
            if (harvest.images() == 0) {
                throw new CommandFailure("there is nothing to replay: " + Preview.whyNothing(harvest));
            }
            if (!confirmed) {
                return ExitCode.DONE;
            }
            batch = batch(selection, reason, Published.from(reader));
            picks = harvest.picks();
        }
        return publish(kafka, batch, picks, pacer);
    }

    private Batch batch(Selection selection, String reason, Map<String, String> from) {
        var details = new TreeMap<>(selection.details());
        details.putAll(from);
        return Batch.begin("replay", operator.name(), reason, Instant.now(), details);
    }

    private int publish(Map<String, Object> kafka, Batch batch, List<Pick> picks, Pacer pacer)
            throws InterruptedException {
        output().err().println(batch.id() + ": " + picks.size() + " to publish; Ctrl-C stops it.");
        return new BatchRun(
                        batch,
                        operator,
                        pacer,
                        wait.isGiven(),
                        GoOn.with("breakwater replay resume " + batch.id(), spec))
                .run(
                        output(),
                        kafka,
                        new BatchRun.Rest(Pick.portions(picks), false, 0),
                        published -> new CountProgress(published, picks.size(), 0, "requests", ""));
    }
}
