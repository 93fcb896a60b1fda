package io.breakwater.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLogTest {
    @TempDir
    Path folder;

    @Test
    void onlyWhatWasWrittenSinceIsQuoted() throws IOException {
        var log = logWith("an older run\n");
        var from = log.size();
        Files.writeString(log.file(), "an older run\nthis run\n");

        assertEquals("this run", log.tail(from));
    }

    @Test
    void aLogThatWasRolledOverIsQuotedFromItsStart() throws IOException {
        assertEquals("new", logWith("new\n").tail(1000));
    }

    @Test
    void atMostTwentyLinesAreQuoted() throws IOException {
        var log = logWith(lines(1, 100));

        assertEquals(lines(81, 100).strip(), log.tail(0));
    }

    @Test
    void aMissingLogQuotesAsNothing() {
        assertEquals("", new BrokerLog(folder.resolve("broker.log")).tail(0));
    }

    private BrokerLog logWith(String text) throws IOException {
        return new BrokerLog(Files.writeString(folder.resolve("broker.log"), text));
    }

    private static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> "line " + n + "\n")
                .collect(Collectors.joining());
    }
}
