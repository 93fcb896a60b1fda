package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of appending: all that it has said to be on the disk is there, in order. */
class SpoolKilledIT {
    private static final int SAID = 500;

    @TempDir
    private Path folder;

    @Test
    void whatWasPromisedOutlivesTheKill() throws Exception {
        var process = ChildJvm.of(List.of(), Appending.class, folder).start();
        var said = 0;
        try (var lines = process.inputReader(UTF_8)) {
            while (said < SAID && lines.readLine() != null) {
                said++;
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals(SAID, said);

        var found = found();

        assertTrue(found.size() >= SAID, found.size() + " of " + SAID);
        assertEquals(
                IntStream.range(0, found.size()).mapToObj(Integer::toString).toList(), found);
    }

    private List<String> found() throws IOException {
        var found = new ArrayList<String>();
        try (var spool = Spool.open(folder, SpoolSettings.SMALLEST)) {
            while (!spool.isEmpty()) {
                var some = spool.oldest(100, 1 << 20);
                some.forEach(entry -> found.add(new String(entry, UTF_8).strip()));
                spool.remove(some.size());
            }
        }
        return found;
    }

    /** The process: appends numbers and says each when it is on the disk. */
    static final class Appending {
        public static void main(String... arguments) throws IOException {
            try (var spool = Spool.open(Path.of(arguments[0]), SpoolSettings.SMALLEST)) {
                for (var number = 0; true; number++) {
                    spool.append("%-1000d".formatted(number).getBytes(UTF_8));
                    System.out.println(number);
                }
            }
        }
    }
}
