package io.breakwater.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.batch.Operations;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Json;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code breakwater dead-letters show}. */
@Command(name = "show", description = "Show one dead letter: why it failed, and the record that it holds.")
final class ShowCommand extends KafkaCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "LETTER", description = "As 'dead-letters list' shows it, such as 3:17.")
    private String letter = "";

    /** What is printed as JSON. */
    record Report(String id, Letter.State state, DeadLetter letter) {}

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) {
        Report report;
        try (var reader = TopicReader.open(kafka)) {
            var id = LetterId.parse(letter);
            report = new Report(letter, Deeds.of(Operations.read(reader)).about(id), Letters.read(reader, id));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
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
                .row("failed", letter.failedAt() + ", after " + letter.attempts() + " tries")
                .row("code", letter.reason().code());
        var headers = Table.plain();
        letter.headers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> headers.row("  " + header.getKey(), visible(header.getValue())));
        return Stream.of(
                        facts.lines().stream(),
                        Stream.of("", visible(letter.reason().message()), "", "The record's headers:"),
                        headers.lines().stream(),
                        Stream.of("", "The record:"),
                        record(letter).lines().map(line -> "  " + line))
                .flatMap(lines -> lines);
    }

    /** As JSON if it is some, otherwise as text. */
    private static String record(DeadLetter letter) {
        var text = new String(letter.value(), UTF_8);
        try {
            return visible(Json.mapper().readTree(text).toPrettyString());
        } catch (JsonProcessingException e) {
            return visible(text);
        }
    }

    /** Anybody may have written it: what moves a terminal's cursor does not go there. */
    private static String visible(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n]]|[\\p{Cf}]", "?");
    }
}
