package io.breakwater.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole harness with a handful of events: real roles, real broker, every table. No figure is judged. */
class LoadIT {
    private static final String HOME = "breakwater.home";

    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void prepare(@TempDir Path home) throws IOException {
        Files.createFile(
                home.resolve("breakwater"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(home.resolve("breakwater"), launcher());
        System.setProperty(HOME, home.toString());
        System.setOut(new PrintStream(said, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(standardOutput);
        System.clearProperty(HOME);
    }

    @Test
    void webhooksAreLoadedAndEveryTableIsFilled() {
        run(new WebhooksCommand(), """
                --warm-up 300 --rounds 2 --count 200 --connections 8 --rate 200 --seconds 1 --endurance 100""");
        assertRow("webhooks to ingest", 7);
        assertRow("bare producer, 8 in flight", 7);
        assertRow("bare producer, 100,000 in flight, Kafka's own linger", 7);
        assertRow("webhooks to ingest", 5);
        assertRow("bare producer", 5);
        // 300, twice 200, one second at 200, and the last tenth of 100.
        assertRow("1,000", 3);
    }

    @Test
    void ledgerIsLoadedAndHasARecordForEachEvent() {
        run(new LedgerCommand(), "--events 2000 --rounds 1 --held 0");
        assertTrue(said.toString(UTF_8).contains("\nMedian: "), said::toString);
    }

    private void run(Callable<Integer> command, String options) {
        var code = new CommandLine(command).execute(options.split(" ", -1));
        assertEquals(0, code, said::toString);
    }

    private void assertRow(String name, int cells) {
        var rows = said.toString(UTF_8)
                .lines()
                .filter(line -> line.startsWith("| " + name + " |"))
                .map(line -> line.split(" \\| ", -1).length);
        assertTrue(rows.anyMatch(found -> found == cells), said::toString);
    }

    /** The real one builds what is stale, which a build that runs tests is about to do itself. */
    private static String launcher() {
        return """
                #!/bin/sh
                exec '%s/bin/java' $BREAKWATER_JAVA_OPTS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
                    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
                    -cp '%s' io.breakwater.cli.Main "$@"
                """.formatted(System.getProperty("java.home"), System.getProperty("java.class.path"));
    }
}
