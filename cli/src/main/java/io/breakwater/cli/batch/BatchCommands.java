package io.breakwater.cli.batch;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.cli.topics.TopicReader;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code replay} and {@code sync} have in common: {@code list} and {@code cancel}. */
public final class BatchCommands {
    private BatchCommands() {}

    /** The operation is the name of the command that this one belongs to. */
    private static String operation(CommandSpec spec) {
        return spec.parent().name();
    }

    /** Batches that are on record. */
    @Command(
            name = "list",
            description = {
                "List the batches that are on record, the newest last.",
                "OPEN means: being published now, or broken off without a word. STOPPED and OPEN can be gone on with."
            })
    public static final class ListBatches extends KafkaCommand {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        protected int run(Configuration configuration, Map<String, Object> kafka) {
            try (var reader = TopicReader.open(kafka)) {
                var batches = Batches.read(reader, operation(spec)).all();
                if (output().isJson()) {
                    output().printJson(batches);
                } else {
                    table(batches).forEach(output().out()::println);
                }
            }
            return ExitCode.DONE;
        }

        private List<String> table(List<Batch> batches) {
            if (batches.isEmpty()) {
                return List.of("There has been no " + operation(spec) + " yet.");
            }
            var table = Table.of("BATCH", "BEGUN", "STATE", "REQUESTS", "BY", "REASON");
            batches.forEach(batch -> table.row(
                    batch.id(),
                    batch.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    batch.state().name(),
                    batch.requests().map(String::valueOf).orElse("?"),
                    batch.operator(),
                    batch.reason()));
            return table.lines();
        }
    }

    /** The end of a batch. */
    @Command(
            name = "cancel",
            description = {
                "Cancel what is left of a batch: who publishes it stops within a second, and nobody can go on with it.",
                "Of what is published the replicators leave alone what has not had its turn, also when all of it is"
                        + " published: the ledger has it as FILTERED, CANCELLED. What is under way is finished."
            })
    public static final class Cancel extends KafkaCommand {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private OperatorOption operator = new OperatorOption();

        @Option(names = "--dry-run", description = "Say what would be cancelled, and do nothing.")
        private boolean dryRun;

        @Parameters(paramLabel = "BATCH", description = "As 'list' shows it.")
        private String id = "";

        /** What is printed as JSON. */
        record Report(boolean changed, String cancelled) {}

        @Override
        protected int run(Configuration configuration, Map<String, Object> kafka) {
            var reason = dryRun ? "" : operator.reason();
            try (var reader = TopicReader.open(kafka);
                    var writer = RecordWriter.open(kafka)) {
                var batch = Batches.read(reader, operation(spec)).named(id);
                if (batch.state() == Batch.State.CANCELLED) {
                    throw new CommandFailure(id + " is CANCELLED already");
                }
                if (!dryRun) {
                    Operations.cancel(writer, batch, operator.name(), reason);
                }
                say(batch);
            }
            return ExitCode.DONE;
        }

        private void say(Batch batch) {
            if (output().isJson()) {
                output().printJson(new Report(!dryRun, id));
            } else {
                output().out().println(dryRun ? forecast(batch) : done(batch));
            }
        }

        private static String forecast(Batch batch) {
            return batch.id() + " would be cancelled" + (isPublished(batch) ? ", though all of it is published" : "")
                    + ". Nothing was changed; leave out --dry-run to do it.";
        }

        /** No more than we know: who is asked to stop has not yet, and how much has had its turn is for the ledger to say. */
        private static String done(Batch batch) {
            return batch.id() + ": cancelled. "
                    + (isPublished(batch)
                            ? "All of it was published before"
                            : "What is not published yet will not be, but for what its publisher does within a second")
                    + "; of what is published the replicators leave alone what has not had its turn.";
        }

        private static boolean isPublished(Batch batch) {
            return batch.state() == Batch.State.DONE;
        }
    }
}
