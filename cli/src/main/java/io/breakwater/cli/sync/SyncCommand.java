package io.breakwater.cli.sync;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchCommands;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.Batches;
import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.batch.Published;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.ProgressDisplay;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code breakwater sync}. */
@Command(
        name = "sync",
        description = {
            "Ask for every tag that the primary holds and the mapping covers, such as what was there before Breakwater.",
            "Whatever the standby has already costs two looks and no bytes. Untagged manifests come only with the"
                    + " index that they belong to.",
            "Ctrl-C stops it orderly. A sync that was stopped or broke off is gone on with by the same command, which asks"
                    + " for nothing twice, as long as only one runs at a time."
        },
        subcommands = {BatchCommands.ListBatches.class, BatchCommands.Cancel.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  breakwater sync --dry-run",
            "  breakwater sync",
            "  breakwater sync 'library/app*' --restart",
        })
public final class SyncCommand extends KafkaCommand {
    private static final String OPERATION = "sync";
    private static final String IMAGES = "images";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OperatorOption operator = new OperatorOption();

    @Parameters(
            paramLabel = "GLOB",
            arity = "0..*",
            description = "Only these images: library/*, library/app:v1* (default: all).")
    private List<String> images = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Publish so many requests a second at most (default: 200).")
    private double rate = 200;

    @Option(names = "--restart", description = "Begin from the start, even if an earlier sync was not finished.")
    private boolean restart;

    @Option(names = "--dry-run", description = "Count what would be asked for, and publish nothing.")
    private boolean dryRun;

    /**
     * What is printed as JSON by a dry run.
     *
     * @param goesOn the batch that would be gone on with
     */
    record Forecast(boolean published, int repositories, long requests, Optional<String> goesOn) {}

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        List<NameGlob> globs;
        Pacer pacer;
        try {
            globs = images.stream().map(NameGlob::new).toList();
            pacer = new Pacer(rate);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        try (var registry = new Registry(configuration.primary().client())) {
            var repositories = new Repositories(registry, configuration.mapping());
            var names = repositories.list(globs);
            if (names.isEmpty()) {
                throw new CommandFailure(configuration.primary().host() + " lists no repository that the mapping covers"
                        + (globs.isEmpty() ? "" : " and " + imagesAsText() + " matches")
                        + "; check 'mapping', and what this account may list");
            }
            var asked = new Asked();
            var unfinished = restart ? Optional.<Batch>empty() : unfinished(kafka, asked);
            var wishes = new Wishes(names, repositories::tags, globs, asked);
            return dryRun
                    ? count(wishes, names.size(), unfinished)
                    : publish(kafka, pacer, wishes, new Begun(unfinished, asked.images(), names.size()));
        } catch (RegistryException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The newest sync of the same images, if it can be gone on with; tells {@code asked} what it asked for. */
    private Optional<Batch> unfinished(Map<String, Object> kafka, Asked asked) {
        try (var reader = TopicReader.open(kafka)) {
            var newest = Batches.read(reader, OPERATION).all().stream()
                    .filter(batch -> batch.details().getOrDefault(IMAGES, "").equals(imagesAsText()))
                    .reduce((_, later) -> later)
                    .filter(batch -> batch.state().canGoOn());
            newest.ifPresent(batch -> Published.read(reader, batch, asked::take));
            return newest;
        }
    }

    private String imagesAsText() {
        return images.stream().sorted().collect(Collectors.joining(" "));
    }

    /**
     * @param asked how many requests it has published
     * @param repositories that there are in all
     */
    private record Begun(Optional<Batch> batch, long asked, int repositories) {}

    private int publish(Map<String, Object> kafka, Pacer pacer, Wishes wishes, Begun begun)
            throws InterruptedException {
        var batch = begun.batch().orElseGet(() -> begin(kafka));
        output().err()
                .println(batch.id() + ": " + repositories(begun.repositories()) + " to look into"
                        + begun.batch()
                                .map(_ -> ", going on after " + begun.asked() + " requests")
                                .orElse("")
                        + "; Ctrl-C stops it.");
        return new BatchRun(batch, operator, pacer, goOn())
                .run(
                        output(),
                        kafka,
                        wishes,
                        begun.batch().isPresent(),
                        begun.asked(),
                        published -> new CountProgress(
                                wishes.repositoriesDone(),
                                begun.repositories(),
                                0,
                                "repositories",
                                published + " requests"));
    }

    private String goOn() {
        return "breakwater sync"
                + images.stream().map(glob -> " '" + glob + "'").collect(Collectors.joining());
    }

    private Batch begin(Map<String, Object> kafka) {
        try (var reader = TopicReader.open(kafka)) {
            var details = new TreeMap<>(Published.from(reader));
            details.put(IMAGES, imagesAsText());
            return Batch.begin(OPERATION, operator.name(), operator.reason("back-fill"), Instant.now(), details);
        }
    }

    private static String repositories(int count) {
        return CountProgress.counted(count, "repository", "repositories");
    }

    private int count(Wishes wishes, int repositories, Optional<Batch> unfinished) {
        var count = new AtomicLong();
        try (var _ = ProgressDisplay.open(
                output().err(),
                ProgressDisplay.isTerminal(),
                () -> new CountProgress(wishes.repositoriesDone(), repositories, 0, "repositories", count + " tags"))) {
            wishes.forEachRemaining(_ -> count.incrementAndGet());
        }
        if (output().isJson()) {
            output().printJson(new Forecast(false, repositories, count.get(), unfinished.map(Batch::id)));
        } else {
            output().out()
                    .println(CountProgress.counted(count.get(), "tag", "tags") + " in " + repositories(repositories)
                            + " would be asked for"
                            + unfinished
                                    .map(batch -> ", going on with " + batch.id())
                                    .orElse("") + ". To publish that takes "
                            + CountProgress.time(Duration.ofMillis((long) (1000 * count.get() / rate)))
                            + " or more.");
            output().out().println("Nothing was published; leave out --dry-run to do it.");
        }
        return ExitCode.DONE;
    }
}
