package io.breakwater.cli.letters;

import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.text.Visible;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.cli.topics.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that does something about chosen letters, one by one, each with its record in {@code operations.audit}. */
abstract class ChangingCommand extends KafkaCommand {
    @Mixin
    private OperatorOption operator = new OperatorOption();

    @Mixin
    private ChoiceOption choice = new ChoiceOption();

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    /**
     * What was done about one letter; what is printed as JSON.
     *
     * @param error why nothing could be done
     */
    record Done(String letter, Optional<String> image, String result, Optional<String> error) {
        static Done of(Letter letter, String result) {
            return new Done(letter.id(), letter.key(), result, Optional.empty());
        }

        static Done failed(Letter letter, String why) {
            return new Done(letter.id(), letter.key(), "failed", Optional.of(why));
        }

        String line() {
            return Visible.line(letter + " " + image.map(name -> name + " ").orElse("") + result
                    + error.map(why -> ": " + why).orElse(""));
        }
    }

    @Override
    protected final int run(Configuration configuration, Map<String, Object> kafka) {
        choice.check();
        var reason = dryRun ? operator.reason("") : operator.reason();
        try (var reader = TopicReader.open(kafka);
                var writer = RecordWriter.open(kafka)) {
            var means = new Means(reader, writer, operator.name(), reason, choice.isByName(), dryRun);
            return handle(choice.of(reader), means);
        }
    }

    /** @return the exit code */
    final int handle(List<Letter> letters, Means means) {
        var done = new ArrayList<Done>();
        try {
            for (var letter : letters) {
                var one = handle(letter, means);
                done.add(one);
                tell(one);
            }
        } finally {
            // Also where it broke off: what was done until then is done.
            end(done, letters.isEmpty());
        }
        return done.stream().allMatch(one -> one.error().isEmpty()) ? ExitCode.DONE : ExitCode.FAILED;
    }

    /**
     * What a letter is handled with.
     *
     * @param byName whether each letter was named, not chosen with others of its kind
     */
    record Means(
            TopicReader reader, RecordWriter writer, String operator, String reason, boolean byName, boolean dryRun) {}

    abstract Done handle(Letter letter, Means means);

    private void tell(Done one) {
        if (!output().isJson()) {
            output().out().println(one.line());
            output().out().flush();
        }
    }

    private void end(List<Done> done, boolean nothingChosen) {
        if (output().isJson()) {
            output().printJson(done);
        } else if (nothingChosen) {
            output().out().println("No open dead letter is so.");
        } else if (dryRun) {
            output().out().println("Nothing was changed; leave out --dry-run to do it.");
        }
    }
}
