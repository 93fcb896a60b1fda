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
import picocli.CommandLine.Option;

/** {@code breakwater dead-letters list}. */
@Command(name = "list", description = "List the dead letters that are open, the newest last.")
final class ListCommand extends KafkaCommand {
    @Option(names = "--all", description = "Also those that were requeued or discarded.")
    private boolean all;

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) {
        List<Letter> letters;
        try (var reader = TopicReader.open(kafka)) {
            letters = all ? Letters.all(reader) : Letters.open(reader);
        }
        if (output().isJson()) {
            output().printJson(letters);
        } else {
            lines(letters).forEach(output().out()::println);
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
