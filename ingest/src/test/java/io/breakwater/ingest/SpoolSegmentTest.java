package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that the disk has failed; a closed one fails as well as any. */
class SpoolSegmentTest {
    private static final byte[] ENTRY = "one".getBytes(UTF_8);
    private static final long LARGE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void nothingMoreIsTakenAfterAFlushThatFailed() throws IOException {
        var segment = SpoolSegment.create(folder.resolve("a"));
        var end = segment.write(ENTRY);
        assertTrue(segment.takesMore(LARGE));
        segment.close();

        assertThrows(IOException.class, () -> segment.flush(end));

        assertFalse(segment.takesMore(LARGE));
        assertThrows(IOException.class, () -> segment.flush(end), "what was not flushed is never promised");
    }

    @Test
    void nothingMoreIsTakenAfterAWriteThatCannotBeTakenBack() throws IOException {
        var segment = SpoolSegment.create(folder.resolve("a"));
        segment.close();

        assertThrows(IOException.class, () -> segment.write(ENTRY));

        assertFalse(segment.takesMore(LARGE));
        assertTrue(segment.isDrained(), "nothing of it stays");
    }
}
