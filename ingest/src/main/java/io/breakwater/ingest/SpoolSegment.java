package io.breakwater.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a {@link Spool}: entries after each other, each with its length and a checksum of length and content in front,
 * so that one of which not all has reached the disk is told from a whole one. Guarded by its spool, but for {@link #flush}.
 */
final class SpoolSegment {
    /** Bytes in front of an entry: its length, the checksum. */
    static final int HEADER = 2 * Integer.BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(SpoolSegment.class);

    private final Path file;
    private final FileChannel channel;
    /** Of the last whole entry. */
    private long end;
    /** Of the last entry that was taken out. */
    private long drained;
    /** Another entry may follow. */
    private boolean open;

    private final Object flushing = new Object();
    // Guarded by flushing.
    private long flushed;
    private boolean unflushable;
    private boolean deleted;

    private SpoolSegment(Path file, FileChannel channel, boolean open) {
        this.file = file;
        this.channel = channel;
        this.open = open;
    }

    static SpoolSegment create(Path file) throws IOException {
        var channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        forceFolder(file);
        return new SpoolSegment(file, channel, true);
    }

    /** A file is there for good only when its folder says so. */
    private static void forceFolder(Path file) throws IOException {
        try (var folder = FileChannel.open(file.toAbsolutePath().resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** What a process before us has left. What can't be read at its end is set aside; it was promised to nobody. */
    static SpoolSegment recover(Path file) throws IOException {
        var segment = new SpoolSegment(
                file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), false);
        for (var entry = segment.at(0); entry.length > 0; entry = segment.at(segment.end)) {
            segment.end += HEADER + entry.length;
        }
        var torn = segment.channel.size() - segment.end;
        if (torn > 0) {
            segment.setAside(torn);
        }
        return segment;
    }

    private void setAside(long torn) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + ".torn");
        try (var copy = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.transferTo(end, torn, copy);
            copy.force(true);
        }
        channel.truncate(end);
        channel.force(true);
        LOG.atWarn()
                .addKeyValue("file", aside)
                .addKeyValue("bytes", torn)
                .log("The end of a spool's file can't be read, as after a power cut; it is kept beside it");
    }

    /** The whole entry that begins there; empty if there is none. */
    private byte[] at(long position) throws IOException {
        var header = read(position, HEADER);
        if (header.remaining() < HEADER) {
            return new byte[0];
        }
        var length = header.getInt();
        var checksum = header.getInt();
        if (length <= 0 || length > channel.size() - position - HEADER) {
            return new byte[0];
        }
        var entry = read(position + HEADER, length).array();
        return checksum(entry) == checksum ? entry : new byte[0];
    }

    private ByteBuffer read(long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            // The next part.
        }
        return buffer.flip();
    }

    private static int checksum(byte[] entry) {
        var checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(entry.length).flip());
        checksum.update(entry);
        return (int) checksum.getValue();
    }

    boolean takesMore(long size) {
        return open && end < size;
    }

    /** @return up to where {@link #flush} must go before it is a promise */
    long write(byte[] entry) throws IOException {
        var buffer = ByteBuffer.allocate(HEADER + entry.length)
                .putInt(entry.length)
                .putInt(checksum(entry))
                .put(entry)
                .flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer, end + buffer.position());
            }
        } catch (IOException e) {
            // A disk that is full has taken a part, perhaps; nothing may follow that.
            open = false;
            throw e;
        }
        end += buffer.limit();
        return end;
    }

    /**
     * Returns when everything up to {@code position} is on the disk, or in the log already. Whoever waits for another's
     * flush may need none.
     */
    void flush(long position) throws IOException {
        synchronized (flushing) {
            if (deleted || flushed >= position) {
                return;
            }
            if (unflushable) {
                // After a failure the system may say that all is well, and have lost what it could not write.
                throw new IOException("an earlier flush of " + file + " has failed");
            }
            try {
                // All that is in the file now is flushed; what others wrote since is a gain.
                var size = channel.size();
                channel.force(false);
                flushed = size;
            } catch (IOException e) {
                unflushable = true;
                throw e;
            }
        }
    }

    /** From the first that was not taken out. */
    List<byte[]> oldest(int most, int mostBytes) throws IOException {
        var entries = new ArrayList<byte[]>();
        var position = drained;
        while (entries.size() < most && position < end && position - drained < mostBytes) {
            var entry = at(position);
            if (entry.length == 0) {
                throw new IOException("an entry of the spool in " + file + " can't be read any more");
            }
            entries.add(entry);
            position += HEADER + entry.length;
        }
        return entries;
    }

    void skip(int count) throws IOException {
        for (var entry = 0; entry < count; entry++) {
            drained += HEADER + read(drained, Integer.BYTES).getInt();
        }
    }

    boolean isDrained() {
        return drained == end;
    }

    long size() {
        return end;
    }

    void delete() throws IOException {
        synchronized (flushing) {
            deleted = true;
            channel.close();
        }
        Files.delete(file);
    }

    void close() throws IOException {
        channel.close();
    }
}
