package io.breakwater.cli.letters;

import io.breakwater.cli.ExitCode;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater dead-letters list}. */
@Command(name = "list", description = "List the dead letters that are open, the newest last.")
final class ListCommand extends KafkaCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--all", description = "Also those that were requeued or discarded.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "List so many, the newest; say how many are older (default: ${DEFAULT-VALUE}).")
    private int limit = 1_000;

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
        }
        var newest = new NewestLetters(limit);
        try (var reader = TopicReader.open(kafka)) {
            Letters.read(reader, letter -> {
                if (all || letter.isOpen()) {
                    newest.take(letter);
                }
            });
        }
        if (newest.older() > 0) {
            output().err()
                    .println("breakwater: " + newest.older() + " older are not listed; raise --limit to see them");
        }
        if (output().isJson()) {
            output().printJson(newest.letters());
        } else {
            lines(newest.letters()).forEach(output().out()::println);
        }
        return ExitCode.DONE;
    }

    private List<String> lines(List<Letter> letters) {
        if (letters.isEmpty()) {
            return List.of(all ? "There are no dead letters." : "No dead letter is open.");
        }
        var table = Table.of("LETTER", "STATE", "FAILED", "TRIES", "CODE", "IMAGE");
        letters.forEach(letter -> table.row(
                letter.id(),
                letter.state().name(),
                letter.failedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                Integer.toString(letter.attempts()),
                letter.reason().code(),
                letter.key().orElse("-")));
        return table.lines();
    }
}
