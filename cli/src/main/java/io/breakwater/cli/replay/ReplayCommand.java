package io.breakwater.cli.replay;

import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchCommands;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.batch.Published;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    /** Between the clocks of those who write events and those who write the ledger. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OperatorOption operator = new OperatorOption();

    @Mixin
    private PaceOption pace = new PaceOption();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Select from registry.events (default) or replication.requests.")
    private String topic = Topic.REGISTRY_EVENTS.topicName();

    @Option(
            names = "--from-offset",
            split = ",",
            paramLabel = "P:O",
            description = "From this offset O of partition P on; once one is given, partitions not named are left out.")
    private List<String> fromOffsets = List.of();

    @Option(
            names = "--to-offset",
            split = ",",
            paramLabel = "P:O",
            description = "Up to this offset of a partition, inclusive.")
    private List<String> toOffsets = List.of();

    @Option(
            names = "--from-time",
            paramLabel = "TIME",
            description = "Written at this time or later, such as 2026-11-23T09:00:00Z.")
    private @Nullable Instant fromTime;

    @Option(names = "--to-time", paramLabel = "TIME", description = "Written before this time.")
    private @Nullable Instant toTime;

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "GLOB",
            description = "Only these images: library/*, library/app:v1*, team-a/**; * is one part of a path.")
    private List<String> images = List.of();

    @Option(
            names = "--outcome",
            split = ",",
            paramLabel = "OUTCOME",
            description = "Only what ended so in the ledger: ${COMPLETION-CANDIDATES}.")
    private Set<Outcome> outcomes = Set.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Refuse to select more images (default: ${DEFAULT-VALUE}).")
    private int limit = 100_000;

    @Option(names = "--confirm", description = "Do it; without this nothing is published.")
    private boolean confirm;

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        var globs = usage(() -> images.stream().map(NameGlob::new).toList());
        var bounds = usage(() -> Bounds.of(fromOffsets, toOffsets));
        var pacer = usage(pace::pacer);
        if (bounds.isEmpty() && fromTime == null && toTime == null && globs.isEmpty() && outcomes.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nothing is selected; say what to replay, or use 'breakwater sync' for all that is mapped");
        }
        var reason = confirm ? operator.reason() : "";
        Batch batch;
        List<Pick> picks;
        try (var reader = TopicReader.open(kafka)) {
            var selection = selection(reader, bounds, globs);
            var harvest = Selecting.harvest(reader, selection, limit);
            if (!confirm) {
                Preview.of(selection, harvest, pacer).print(output());
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
        return new BatchRun(batch, operator, pacer, "breakwater replay resume " + batch.id())
                .run(
                        output(),
                        kafka,
                        picks.stream().map(Pick::wish).iterator(),
                        false,
                        0,
                        published -> new CountProgress(published, picks.size(), 0, "requests", ""));
    }

    private Selection selection(TopicReader reader, Bounds bounds, List<NameGlob> globs) {
        var source = usage(() -> source(topic));
        var from = Optional.ofNullable(fromTime);
        var reach = from.map(time -> reader.since(source, time)).orElseGet(() -> reader.all(source));
        return new Selection(
                source,
                usage(() -> bounds.within(reach)),
                from,
                Optional.ofNullable(toTime),
                globs,
                outcomes,
                ledger(reader, from));
    }

    private Spans ledger(TopicReader reader, Optional<Instant> from) {
        if (outcomes.isEmpty()) {
            return Spans.of(Map.of());
        }
        return from.map(time -> reader.since(Topic.REPLICATION_LEDGER, time.minus(CLOCKS_DIFFER)))
                .orElseGet(() -> reader.all(Topic.REPLICATION_LEDGER));
    }

    private static Topic source(String name) {
        if (name.equals(Topic.REGISTRY_EVENTS.topicName())) {
            return Topic.REGISTRY_EVENTS;
        }
        if (name.equals(Topic.REPLICATION_REQUESTS.topicName())) {
            return Topic.REPLICATION_REQUESTS;
        }
        throw new IllegalArgumentException(
                "--topic is registry.events or replication.requests: nothing else asks for copies");
    }

    private <T> T usage(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
