package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes a part of an entry and no more, as the system's limit on a file's size makes it. */
class SpoolFullDiskIT {
    private static final int LIMIT_KIB = 256;

    @TempDir
    private Path folder;

    @Test
    void anEntryThatDidNotFitLeavesNothingBehind() throws Exception {
        var limited = List.of("bash", "-c", "ulimit -f " + LIMIT_KIB + " && exec \"$@\"", "limited");
        var process = ChildJvm.of(limited, Appending.class, folder).start();
        try (var lines = process.inputReader(UTF_8)) {
            assertEquals(
                    List.of(
                            "refused; empty, 1 files",
                            "taken; holds something, 1 files",
                            "taken; holds something, 1 files",
                            "refused; holds something, 1 files",
                            "taken; holds something, 1 files",
                            "out came 100000, 100001, 1000; empty, 0 files",
                            "taken; holds something, 1 files"),
                    lines.lines().toList());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The process: appends entries, some of which do not fit, and says what came of each. */
    static final class Appending {
        private final Path folder;
        private final Spool spool;

        private Appending(Path folder, Spool spool) {
            this.folder = folder;
            this.spool = spool;
        }

        public static void main(String... arguments) throws IOException {
            var folder = Path.of(arguments[0]);
            try (var spool = Spool.open(folder, SpoolSettings.SMALLEST)) {
                var appending = new Appending(folder, spool);
                appending.append(300_000);
                appending.append(100_000);
                appending.append(100_001);
                appending.append(100_002);
                appending.append(1_000);
                appending.drain();
                appending.append(100_003);
            }
        }

        private void append(int length) throws IOException {
            try {
                spool.append(new byte[length]);
                say("taken");
            } catch (IOException e) {
                say("refused");
            }
        }

        private void drain() throws IOException {
            var entries = spool.oldest(10, 1 << 20);
            spool.remove(entries.size());
            say("out came "
                    + String.join(
                            ", ",
                            entries.stream()
                                    .map(entry -> Integer.toString(entry.length))
                                    .toList()));
        }

        private void say(String what) throws IOException {
            try (var files = Files.list(folder)) {
                var segments =
                        files.filter(file -> file.toString().endsWith(".spool")).count();
                System.out.println(
                        what + "; " + (spool.isEmpty() ? "empty" : "holds something") + ", " + segments + " files");
            }
        }
    }
}
