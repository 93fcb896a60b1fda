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
    /** Of the last whole entry. Written by the spool only; volatile, since a flush asks for it without the spool's lock. */
    private volatile long end;
    /** Of the last entry that was taken out. */
    private long drained;
    /** Another entry may follow. */
    private boolean open;

    private final Object flushing = new Object();
    /** Written where flushing is held; volatile, since the spool asks before it writes more. */
    private volatile boolean unflushable;
    // Guarded by flushing.
    private long flushed;
    private boolean deleted;

    private SpoolSegment(Path file, FileChannel channel, boolean open) {
        this.file = file;
        this.channel = channel;
        this.open = open;
    }

    /** @throws IOException if it can't be made; then there is no such file */
    static SpoolSegment create(Path file) throws IOException {
        var channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var segment = new SpoolSegment(file, channel, true);
        try {
            SpoolFolder.force(segment.folder());
        } catch (IOException e) {
            segment.delete();
            throw e;
        }
        return segment;
    }

    /**
     * What a process before us has left, up to the last entry that can be read. What comes after that is set aside; it was
     * promised to nobody.
     */
    static SpoolSegment recover(Path file) throws IOException {
        var segment = new SpoolSegment(
                file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), false);
        var size = segment.channel.size();
        var position = 0L;
        for (var next = segment.after(position, size); next > position; next = segment.after(position, size)) {
            if (segment.at(position, size).length > 0) {
                segment.end = next;
            }
            position = next;
        }
        if (size > segment.end) {
            segment.setAside(segment.end, size);
            segment.channel.truncate(segment.end);
            segment.channel.force(true);
        }
        return segment;
    }

    private void setAside(long from, long to) throws IOException {
        var aside =
                SpoolFolder.keep(folder(), file.getFileName() + "-", ".torn", read(from, Math.toIntExact(to - from)));
        LOG.atWarn()
                .addKeyValue("file", aside)
                .addKeyValue("bytes", to - from)
                .log("A part of a spool's file can't be read, as after a power cut; it is kept beside it");
    }

    private Path folder() {
        return file.resolveSibling(".");
    }

    /** The whole entry that begins there; empty if there is none. */
    private byte[] at(long position, long limit) throws IOException {
        var next = after(position, limit);
        if (next == position) {
            return new byte[0];
        }
        var whole = read(position, Math.toIntExact(next - position));
        var entry = new byte[whole.remaining() - HEADER];
        var checksum = whole.getInt(Integer.BYTES);
        whole.get(HEADER, entry);
        return checksum(entry) == checksum ? entry : new byte[0];
    }

    /** Where the entry that begins there ends, by the length that it gives itself; {@code position} if that can't be. */
    private long after(long position, long limit) throws IOException {
        if (position + HEADER > limit) {
            return position;
        }
        var length = read(position, Integer.BYTES).getInt();
        return length <= 0 || length > limit - position - HEADER ? position : position + HEADER + length;
    }

    /** @throws IOException also if the file ends before that */
    private ByteBuffer read(long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException(file + " of the spool is shorter than it was; somebody else has cut it");
            }
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
        // After a flush that has failed nothing in here can be promised any more.
        return open && !unflushable && end < size;
    }

    /**
     * Nothing of the entry stays if it can't be written; the next one takes its place.
     *
     * @return up to where {@link #flush} must go before it is a promise
     */
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
            takeBack(e);
            throw e;
        }
        var whole = end + buffer.limit();
        end = whole;
        return whole;
    }

    /** A disk that is full has taken a part, perhaps. */
    private void takeBack(IOException cause) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            // Nothing may follow what could not be taken back.
            open = false;
            cause.addSuppressed(e);
        }
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
                // Every entry that is whole now is flushed; what others wrote since is a gain.
                var written = end;
                channel.force(false);
                flushed = written;
            } catch (IOException e) {
                unflushable = true;
                throw e;
            }
        }
    }

    /** From the first that was not taken out. What can't be read any more and stands in front is set aside and passed over. */
    List<byte[]> oldest(int most, int mostBytes) throws IOException {
        passOverUnreadable();
        var entries = new ArrayList<byte[]>();
        var position = drained;
        while (entries.size() < most && position < end && position - drained < mostBytes) {
            var entry = at(position, end);
            if (entry.length == 0) {
                // Its turn comes when those before it have been taken out.
                break;
            }
            entries.add(entry);
            position += HEADER + entry.length;
        }
        return entries;
    }

    private void passOverUnreadable() throws IOException {
        while (drained < end && at(drained, end).length == 0) {
            var next = after(drained, end);
            // Where not even its length can be believed nobody knows where the next one begins.
            var to = next > drained ? next : end;
            setAside(drained, to);
            drained = to;
        }
    }

    void skip(int count) throws IOException {
        for (var entry = 0; entry < count; entry++) {
            drained = after(drained, end);
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
