package io.breakwater.cli.letters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ChangingCommandTest {
    private final StringWriter out = new StringWriter();
    private final List<String> printedBefore = new ArrayList<>();

    /** Fails at the third letter. */
    @Command(name = "break")
    private final class Breaking extends ChangingCommand {
        @Override
        Done handle(Letter letter, Means means) {
            printedBefore.add(out.toString());
            if (letter.id().equals("0:3")) {
                throw new CommandFailure("no more");
            }
            return Done.of(letter, "discarded");
        }
    }

    @Test
    void eachIsToldAsItIsDoneAndWhatIsDoneIsToldAlsoWhereTheNextFails() {
        assertThrows(CommandFailure.class, () -> run());

        assertEquals(List.of("", "0:1 discarded\n", "0:1 discarded\n0:2 discarded\n"), printedBefore);
        assertEquals("0:1 discarded\n0:2 discarded\n", out.toString());
    }

    @Test
    void whatWasDoneBeforeAFailureIsToldToProgramsToo() {
        assertThrows(CommandFailure.class, () -> run("-o", "json"));

        assertEquals(
                2,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("\"discarded\""))
                        .count(),
                out::toString);
    }

    @Test
    void whatAnybodyMayHaveWrittenDoesNotMoveTheTerminal() {
        var done = new ChangingCommand.Done(
                "3:17", Optional.of("library/\u001b[2Japp:v1"), "failed", Optional.of("no\r\u009b1m"));
        assertEquals("3:17 library/?[2Japp:v1 failed: no??1m", done.line());
    }

    private int run(String... arguments) {
        var command = new Breaking();
        new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .parseArgs(arguments);
        try (var reader = new TopicReader(new MockConsumer<>("earliest"), Duration.ofSeconds(1));
                // Nothing is ever written by it.
                var writer = RecordWriter.open(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            return command.handle(
                    List.of(letter(1), letter(2), letter(3)),
                    new ChangingCommand.Means(reader, writer, "mira", "test", true, false));
        }
    }

    private static Letter letter(int offset) {
        return new Letter(
                "0:" + offset,
                Optional.empty(),
                new Coordinates("registry.events", 0, offset),
                new Reason("DENIED", "no"),
                1,
                Instant.EPOCH,
                Letter.State.OPEN);
    }
}
