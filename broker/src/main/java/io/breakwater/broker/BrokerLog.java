package io.breakwater.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The child's log file, of which error messages quote the end. */
record BrokerLog(Path file) {
    private static final int QUOTED_BYTES = 8 * 1024;
    private static final int QUOTED_LINES = 20;

    /** Bytes; 0 if there is none yet. */
    long size() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The last lines that were written after byte {@code from}, at most 20; empty if there are none. */
    String tail(long from) {
        try (var channel = FileChannel.open(file)) {
            var size = channel.size();
            // The file may have been rolled over since; then all of it is new.
            var since = size < from ? 0 : from;
            var start = Math.max(since, size - QUOTED_BYTES);
            var bytes = ByteBuffer.allocate((int) (size - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
            var lines = new String(bytes.array(), 0, bytes.position(), UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
