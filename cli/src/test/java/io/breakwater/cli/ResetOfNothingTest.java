package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code offsets reset} where an embedded broker has never run. */
class ResetOfNothingTest {
    @TempDir
    private Path folder;

    @Test
    void nothingIsStartedOrMadeAndItSaysSo() throws IOException {
        var data = folder.resolve("data");
        var configuration = Files.writeString(folder.resolve("breakwater.yaml"), """
                primary: {host: '127.0.0.1:1', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {embedded: {data: '%s'}}
                ingest: {listen: '127.0.0.1:0'}
                """.formatted(data));
        for (var how : List.of(List.of("--dry-run"), List.of("--confirm", "--reason", "test"))) {
            var arguments = Stream.concat(Stream.of("offsets", "reset", "--to-earliest"), how.stream());

            var ended = OperatorRig.runWith(configuration, arguments.toArray(String[]::new));

            assertEquals(1, ended.code());
            assertTrue(ended.err().contains("there is no embedded broker in " + data), ended::err);
            assertFalse(Files.exists(data));
        }
    }
}
