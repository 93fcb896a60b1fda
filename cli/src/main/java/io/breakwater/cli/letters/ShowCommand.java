package io.breakwater.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.text.Visible;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Json;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code breakwater dead-letters show}. */
@Command(name = "show", description = "Show one dead letter: why it failed, and the record that it holds.")
final class ShowCommand extends KafkaCommand {
    @Parameters(paramLabel = "LETTER", description = "As 'dead-letters list' shows it, such as 3:17.")
    private @Nullable LetterId letter;

    /** What is printed as JSON. */
    record Report(String id, Letter.State state, DeadLetter letter) {}

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) {
        Report report;
        var id = Objects.requireNonNull(letter, "picocli lets nobody leave it out");
        try (var reader = TopicReader.open(kafka)) {
            report = new Report(id.toString(), Deeds.read(reader).about(id), Letters.read(reader, id));
        }
        if (output().isJson()) {
            output().printJson(report);
        } else {
            lines(report).forEach(output().out()::println);
        }
        return ExitCode.DONE;
    }

    private static Stream<String> lines(Report report) {
        var letter = report.letter();
        var facts = Table.plain()
                .row("letter", report.id() + ", " + report.state())
                .row("image", letter.key().orElse("- (the record has no key)"))
                .row("cause", letter.cause().toString())
                .row("failed", letter.failedAt() + ", after " + tries(letter.attempts()))
                .row("code", letter.reason().code());
        var headers = Table.plain();
        letter.headers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> headers.row("  " + header.getKey(), header.getValue()));
        return Stream.of(
                        facts.lines().stream(),
                        Stream.of("", Visible.lines(letter.reason().message()), "", "The record's headers:"),
                        headers.lines().stream(),
                        Stream.of("", "The record:"),
                        record(letter).lines().map(line -> "  " + line))
                .flatMap(lines -> lines);
    }

    private static String tries(int count) {
        return count == 1 ? "1 try" : count + " tries";
    }

    /** As JSON if it is some, otherwise as text. */
    private static String record(DeadLetter letter) {
        var text = new String(letter.value(), UTF_8);
        try {
            return Visible.lines(Json.mapper().readTree(text).toPrettyString());
        } catch (JsonProcessingException e) {
            return Visible.lines(text);
        }
    }
}
