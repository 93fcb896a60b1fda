package io.breakwater.cli.sync;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.BatchCommands;
import io.breakwater.cli.batch.BatchRun;
import io.breakwater.cli.batch.Batches;
import io.breakwater.cli.batch.GoOn;
import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.batch.PaceOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.batch.Published;
import io.breakwater.cli.batch.WaitOption;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.ProgressDisplay;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
            "  breakwater sync --wait",
            "  breakwater sync 'library/app*' --restart",
        })
public final class SyncCommand extends KafkaCommand {
    private static final String OPERATION = "sync";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OperatorOption operator = new OperatorOption();

    @Mixin
    private PaceOption pace = new PaceOption(200);

    @Mixin
    private WaitOption wait = new WaitOption();

    @Parameters(
            paramLabel = "GLOB",
            arity = "0..*",
            description = "Only these images: library/*, library/app:v1* (default: all).")
    private List<NameGlob> images = List.of();

    @Option(names = "--restart", description = "Begin from the start, even if an earlier sync was not finished.")
    private boolean restart;

    @Option(names = "--dry-run", description = "Count what would be asked for, and publish nothing.")
    private boolean dryRun;

    /**
     * What is printed as JSON by a dry run.
     *
     * @param skipped names in the listing that are none, and repositories whose tags could not be listed
     * @param goesOn the batch that would be gone on with
     */
    record Forecast(boolean published, int repositories, long requests, long skipped, Optional<String> goesOn) {}

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        var pacer = pace.pacer();
        try (var registry = new Registry(configuration.primary().client())) {
            var repositories = new Repositories(registry, configuration.mapping());
            var names = list(repositories, configuration);
            var asked = new Asked();
            var unfinished = unfinished(kafka, asked);
            var wishes = new Wishes(names, repositories::tags, images, asked);
            var code = dryRun
                    ? count(wishes, repositories, names.size(), unfinished, pacer)
                    : publish(kafka, pacer, wishes, new Begun(unfinished, asked.images(), names.size()));
            return Math.max(code, sayWithoutTags(repositories));
        } catch (RegistryException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> list(Repositories repositories, Configuration configuration) {
        var names = repositories.list(images);
        repositories
                .names()
                .text("name", "names")
                .ifPresent(text -> warn("left out of the listing, since no repository can be called so: " + text));
        if (names.isEmpty()) {
            throw new CommandFailure(configuration.primary().host() + " lists no repository that the mapping covers"
                    + (images.isEmpty() ? "" : " and " + imagesAsText() + " matches")
                    + "; check 'mapping', and what this account may list");
        }
        return names;
    }

    /** @return the exit code that this alone makes */
    private int sayWithoutTags(Repositories repositories) {
        var text = repositories.withoutTags().text("repository", "repositories");
        text.ifPresent(named -> warn("the tags could not be listed, so nothing was asked for, of " + named));
        return text.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void warn(String text) {
        output().err().println("breakwater: " + text);
    }

    /** The newest sync of the same images, if it is to be gone on with; tells {@code asked} what it asked for. */
    private Optional<Batch> unfinished(Map<String, Object> kafka, Asked asked) {
        if (restart) {
            return Optional.empty();
        }
        try (var reader = TopicReader.open(kafka)) {
            return switch (Earlier.of(Batches.read(reader, OPERATION).all(), imagesAsText(), Instant.now())) {
                case Earlier.Nothing() -> Optional.empty();
                case Earlier.TooOld(var batch) -> {
                    output().err()
                            .println(batch.id() + " began at " + time(batch)
                                    + " and was never finished; that is more than a day ago, so a new one begins.");
                    yield Optional.empty();
                }
                case Earlier.Unfinished(var batch) -> {
                    Published.read(reader, batch, (image, _) -> asked.take(image));
                    yield Optional.of(batch);
                }
            };
        }
    }

    private static String time(Batch batch) {
        return batch.startedAt().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String imagesAsText() {
        return images.stream().map(NameGlob::text).sorted().collect(Collectors.joining(" "));
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
                                .map(earlier -> ", going on with what began at " + time(earlier) + ", after "
                                        + CountProgress.counted(begun.asked(), "request", "requests")
                                        + " (--restart begins anew)")
                                .orElse("")
                        + "; Ctrl-C stops it.");
        return new BatchRun(batch, operator, pacer, wait.isGiven(), goOn())
                .run(
                        output(),
                        kafka,
                        new BatchRun.Rest(wishes, begun.batch().isPresent(), begun.asked()),
                        published -> new CountProgress(
                                wishes.repositoriesDone(),
                                begun.repositories(),
                                0,
                                "repositories",
                                published + " requests"));
    }

    private String goOn() {
        return GoOn.with(
                "breakwater sync"
                        + images.stream()
                                .map(glob -> " " + GoOn.quoted(glob.text()))
                                .collect(Collectors.joining()),
                spec);
    }

    private Batch begin(Map<String, Object> kafka) {
        try (var reader = TopicReader.open(kafka)) {
            var details = new TreeMap<>(Published.from(reader));
            details.put(Earlier.IMAGES, imagesAsText());
            return Batch.begin(OPERATION, operator.name(), operator.reason("back-fill"), Instant.now(), details);
        }
    }

    private static String repositories(int count) {
        return CountProgress.counted(count, "repository", "repositories");
    }

    private int count(Wishes wishes, Repositories looked, int repositories, Optional<Batch> unfinished, Pacer pacer) {
        var count = new AtomicLong();
        try (var _ = ProgressDisplay.open(
                output().err(),
                ProgressDisplay.isTerminal(),
                () -> new CountProgress(wishes.repositoriesDone(), repositories, 0, "repositories", count + " tags"))) {
            wishes.forEachRemaining(portion -> count.addAndGet(portion.size()));
        }
        var skipped = looked.names().count() + looked.withoutTags().count();
        if (output().isJson()) {
            output().printJson(new Forecast(false, repositories, count.get(), skipped, unfinished.map(Batch::id)));
        } else {
            output().out()
                    .println(CountProgress.counted(count.get(), "tag", "tags") + " in " + repositories(repositories)
                            + " would be asked for"
                            + unfinished
                                    .map(batch -> ", going on with " + batch.id() + " which began at " + time(batch))
                                    .orElse("")
                            + ". It takes " + CountProgress.time(pacer.time(count.get()))
                            + ", or as long as the primary takes to list them.");
            output().out().println("Nothing was published; leave out --dry-run to do it.");
        }
        return ExitCode.DONE;
    }
}
