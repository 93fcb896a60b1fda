package io.breakwater.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of a {@link Spool}, and what is written into it once and for good. */
final class SpoolFolder {
    private SpoolFolder() {}

    /** A file is there for good only when its folder says so. */
    static void force(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Keeps what can't be taken out as it should, for somebody to look at. Returns when it is on the disk.
     *
     * @return a new file, so that nothing that was kept before is written over
     * @throws IOException if the disk does not take it; then there is no file
     */
    static Path keep(Path folder, String prefix, String suffix, ByteBuffer content) throws IOException {
        var file = Files.createTempFile(folder, prefix, suffix);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        force(folder);
        return file;
    }
}
