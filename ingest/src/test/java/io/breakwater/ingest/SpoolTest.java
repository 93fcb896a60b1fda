package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final long LIMIT = 8L << 20;

    @TempDir
    private Path folder;

    @Test
    void entriesComeOutInTheirOrder() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two", "three");

            assertEquals(List.of("one", "two", "three"), drain(spool));
            assertTrue(spool.isEmpty());
            assertEquals(0, spool.bytes());
        }
    }

    @Test
    void entriesOutliveTheProcess() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");
        }
        try (var spool = open()) {
            append(spool, "three");
        }

        try (var spool = open()) {
            assertEquals(List.of("one", "two", "three"), drain(spool));
        }
    }

    @Test
    void whatWasTakenOutDoesNotComeBackOnceItsSegmentIsDone() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");
            drain(spool);
            append(spool, "three");
        }

        try (var spool = open()) {
            assertEquals(List.of("three"), drain(spool));
        }
    }

    @Test
    void whatWasOnlyShownStays() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");

            spool.oldest(2, 100);
            spool.remove(1);

            assertEquals(List.of("two"), drain(spool));
        }
    }

    @Test
    void aFullOneRefusesAndHasRoomAgainLater() throws IOException {
        var entry = new byte[1 << 20];
        try (var spool = open()) {
            var appended = 0;
            while (spool.hasRoomFor(entry.length)) {
                spool.append(entry);
                appended++;
            }
            assertThrows(Spool.Full.class, () -> spool.append(entry));
            assertEquals(7, appended);
            assertTrue(bytesOnDisk() <= LIMIT);

            spool.remove(spool.oldest(1, 1).size());
            spool.append(entry);

            assertEquals(7, drain(spool).size());
            assertEquals(0, bytesOnDisk());
        }
    }

    @Test
    void noMoreIsShownThanWasAskedFor() throws IOException {
        try (var spool = open()) {
            append(spool, "a".repeat(100), "b".repeat(100), "c".repeat(100));

            assertEquals(1, spool.oldest(1, 1_000).size());
            assertEquals(2, spool.oldest(10, 150).size());
            assertEquals(3, spool.oldest(10, 1_000).size());
        }
    }

    /** A power cut leaves any part of the last write. */
    @Test
    void aTornEntryTakesNoOtherWithIt() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");
        }
        var whole = Files.readAllBytes(segment());
        var last = SpoolSegment.HEADER + "two".length();
        for (var length = whole.length - last; length < whole.length; length++) {
            var torn = Arrays.copyOf(whole, length);

            assertEquals(List.of("one"), recovered(torn), "cut after " + length + " of " + whole.length);
        }
    }

    @Test
    void aFileThatGrewBeforeItsContentArrivedTakesNoEntryWithIt() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");
        }
        var grown = Arrays.copyOf(Files.readAllBytes(segment()), 4_096);

        assertEquals(List.of("one", "two"), recovered(grown));
    }

    @Test
    void noBitOfAnEntryCanChangeUnseen() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");
        }
        var whole = Files.readAllBytes(segment());
        var last = whole.length - SpoolSegment.HEADER - "two".length();
        for (var bit = last * 8; bit < whole.length * 8; bit++) {
            var changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            assertEquals(List.of("one"), recovered(changed), "bit " + bit);
        }
    }

    @Test
    void whatCannotBeReadIsSetAside() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two");
        }
        var whole = Files.readAllBytes(segment());
        var torn = Arrays.copyOf(whole, whole.length - 1);

        recovered(torn);

        assertEquals(List.of(SpoolSegment.HEADER + "two".length() - 1), setAside());
    }

    /** Segments are numbered from the beginning again when all have gone, and so bear the same name. */
    @Test
    void nothingThatWasSetAsideIsEverWrittenOver() throws IOException {
        recovered(new byte[] {1});
        recovered(new byte[] {1, 2});

        assertEquals(List.of(1, 2), setAside());
    }

    @Test
    void anEntryThatCannotBeReadAnyMoreIsSetAsideAndHoldsNobodyUp() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two", "three");
            damage("two");

            assertEquals(List.of("one", "three"), drain(spool));
            assertTrue(spool.isEmpty());
        }
        assertEquals(List.of(SpoolSegment.HEADER + "two".length()), setAside());
    }

    @Test
    void oneThatCannotBeReadAfterARestartTakesNoOtherWithIt() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two", "three");
        }
        damage("two");

        try (var spool = open()) {
            assertEquals(List.of("one", "three"), drain(spool));
        }
    }

    /** Where the next one begins can't be known then. */
    @Test
    void anEntryWhoseLengthIsNoneIsSetAsideWithAllBehindIt() throws IOException {
        try (var spool = open()) {
            append(spool, "one", "two", "three");
            overwrite(SpoolSegment.HEADER + "one".length(), new byte[Integer.BYTES]);

            assertEquals(List.of("one"), drain(spool));
            append(spool, "four");
            assertEquals(List.of("four"), drain(spool));
        }
        assertEquals(List.of(2 * SpoolSegment.HEADER + "twothree".length()), setAside());
    }

    /** The event loop is one of those who ask; the lock is held while the disk is written to. */
    @Test
    void whoAsksHowMuchItHoldsWaitsForNobody() throws IOException {
        try (var spool = open()) {
            synchronized (spool) {
                var asked = CompletableFuture.supplyAsync(
                        () -> spool.isEmpty() && spool.bytes() == 0 && spool.hasRoomFor(1));

                assertTrue(asked.orTimeout(1, TimeUnit.MINUTES).join());
            }
        }
    }

    @Test
    void oneFolderIsForOneProcess() throws IOException {
        try (var spool = open()) {
            assertFalse(spool.bytes() > 0);

            var e = assertThrows(IOException.class, this::open);

            assertTrue(String.valueOf(e.getMessage()).contains("give each a folder of its own"), e.getMessage());
        }
    }

    @Test
    void manyMayAppendAtOnce() throws Exception {
        try (var spool = open()) {
            var writers = IntStream.range(0, 32)
                    .mapToObj(number -> Thread.ofVirtual().start(() -> appendTen(spool, number)))
                    .toList();
            for (var writer : writers) {
                writer.join();
            }

            var entries = drain(spool);

            assertEquals(320, entries.stream().distinct().count());
            for (var writer = 0; writer < 32; writer++) {
                var prefix = writer + "-";
                assertEquals(
                        IntStream.range(0, 10).mapToObj(entry -> prefix + entry).toList(),
                        entries.stream()
                                .filter(entry -> entry.startsWith(prefix))
                                .toList());
            }
        }
    }

    private static void appendTen(Spool spool, int writer) {
        for (var entry = 0; entry < 10; entry++) {
            try {
                append(spool, writer + "-" + entry);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Another letter in an entry's content. */
    private void damage(String entry) throws IOException {
        overwrite(new String(Files.readAllBytes(segment()), ISO_8859_1).indexOf(entry), "x".getBytes(UTF_8));
    }

    private void overwrite(int position, byte[] bytes) throws IOException {
        try (var file = FileChannel.open(segment(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), position);
        }
    }

    /** Bytes of each part that was kept since it could not be read; in their order. */
    private List<Integer> setAside() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".torn"))
                    .map(file -> Math.toIntExact(file.toFile().length()))
                    .sorted()
                    .toList();
        }
    }

    /** What a spool makes of a segment's file, from the beginning. */
    private List<String> recovered(byte[] file) throws IOException {
        Files.write(folder.resolve(segmentName()), file);
        try (var spool = open()) {
            return drain(spool);
        }
    }

    private Path segment() throws IOException {
        return folder.resolve(segmentName());
    }

    private static String segmentName() {
        return "0".repeat(16) + ".spool";
    }

    private long bytesOnDisk() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private Spool open() throws IOException {
        return Spool.open(folder, LIMIT);
    }

    private static void append(Spool spool, String... entries) throws IOException {
        for (var entry : entries) {
            spool.append(entry.getBytes(UTF_8));
        }
    }

    private static List<String> drain(Spool spool) throws IOException {
        var drained = new ArrayList<String>();
        while (!spool.isEmpty()) {
            var next = spool.oldest(2, 1 << 20);
            next.forEach(entry -> drained.add(new String(entry, UTF_8)));
            spool.remove(next.size());
        }
        return drained;
    }
}
