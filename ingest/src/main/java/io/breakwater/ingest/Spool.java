package io.breakwater.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries on the disk, in order, each there for good once {@link #append} returns: a power cut takes none of them. They lie
 * in segments, files of a few MiB; one that has been taken out is deleted. An entry may come out twice, after a crash
 * between taking it out and the end of its segment. Any thread may use it; appending waits for the disk.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".spool";
    private static final int DIGITS = 16;
    private static final Pattern SEGMENT_NAME = Pattern.compile("[0-9]{" + DIGITS + "}\\.spool");

    /** Bytes; small against any limit, so that space comes back soon. */
    private static final long SEGMENT = 1 << 20;

    private final Path folder;
    private final long limit;
    private final FileChannel lock;

    // All guarded by this.
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private long nextNumber;

    /** Of the entries. Written where this is held; volatile, since an event loop asks too and must not wait for a disk. */
    private volatile long bytes;

    private final AtomicLong setAside = new AtomicLong();

    /** There is no room for another entry. */
    static final class Full extends IOException {
        private static final long serialVersionUID = 1;

        Full(long limit) {
            super("the spool holds its " + limit + " bytes");
        }
    }

    private Spool(Path folder, long limit, FileChannel lock) {
        this.folder = folder;
        this.limit = limit;
        this.lock = lock;
    }

    /**
     * Opens a folder with whatever an earlier process has left there; made where missing.
     *
     * @param limit bytes on the disk
     * @throws IOException if it can't be used, or another process uses it
     */
    static Spool open(Path folder, long limit) throws IOException {
        Files.createDirectories(folder);
        var spool = new Spool(folder, limit, lock(folder));
        try {
            spool.recover();
            return spool;
        } catch (IOException e) {
            spool.close();
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Somebody in this process; no better than somebody else.
        }
        channel.close();
        throw new IOException("another process uses the spool in " + folder + "; give each a folder of its own");
    }

    private synchronized void recover() throws IOException {
        List<Path> files;
        try (var found = Files.list(folder)) {
            files = found.filter(file -> SEGMENT_NAME.matcher(name(file)).matches())
                    .sorted()
                    .toList();
        }
        for (var file : files) {
            nextNumber = Long.parseLong(name(file).substring(0, DIGITS)) + 1;
            var segment = SpoolSegment.recover(file);
            if (segment.isDrained()) {
                segment.delete();
            } else {
                segments.add(segment);
                bytes += segment.size();
            }
        }
        if (!segments.isEmpty()) {
            LOG.atInfo().addKeyValue("bytes", bytes).log("The spool holds events of an earlier process");
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /**
     * Returns when the entry is on the disk.
     *
     * @throws Full if it would take more than the limit
     * @throws IOException if the disk does not take it; then it may come out nevertheless
     */
    void append(byte[] entry) throws IOException {
        SpoolSegment segment;
        long end;
        synchronized (this) {
            var needed = SpoolSegment.HEADER + entry.length;
            if (bytes + needed > limit) {
                throw new Full(limit);
            }
            try {
                segment = writable();
                end = segment.write(entry);
                bytes += needed;
            } finally {
                // Also after a failure, which may leave a segment without entries: whoever takes out sees to that too.
                notifyAll();
            }
        }
        // Without the lock: whoever waits meanwhile shares the next flush.
        segment.flush(end);
    }

    /** Where the next entry goes. One that a process before us wrote is never continued: its end may be torn. */
    private SpoolSegment writable() throws IOException {
        if (segments.isEmpty() || !segments.getLast().takesMore(SEGMENT)) {
            segments.add(SpoolSegment.create(folder.resolve(("%0" + DIGITS + "d").formatted(nextNumber++) + SUFFIX)));
        }
        return segments.getLast();
    }

    /**
     * The oldest entries, which stay; at most {@code most}, and of all but the first at most {@code mostBytes}. None where
     * what is left of the oldest segment can't be read any more, which is set aside; {@link #remove} of none goes on then.
     */
    synchronized List<byte[]> oldest(int most, int mostBytes) throws IOException {
        return segments.isEmpty() ? List.of() : segments.getFirst().oldest(most, mostBytes);
    }

    /** Takes out the oldest {@code count} entries, which {@link #oldest} has shown. */
    synchronized void remove(int count) throws IOException {
        var first = segments.getFirst();
        first.skip(count);
        if (first.isDrained()) {
            segments.removeFirst();
            bytes -= first.size();
            first.delete();
        }
    }

    /** Returns when there is something to take out. */
    synchronized void awaitEntry() throws InterruptedException {
        while (segments.isEmpty()) {
            wait();
        }
    }

    /** Waits for nobody, as {@link #bytes} and {@link #hasRoomFor}. */
    boolean isEmpty() {
        return bytes == 0;
    }

    /** On the disk. */
    long bytes() {
        return bytes;
    }

    /** Whether {@code entryBytes} more would fit. */
    boolean hasRoomFor(long entryBytes) {
        return bytes + SpoolSegment.HEADER + entryBytes <= limit;
    }

    /** Its entries stay. */
    @Override
    public synchronized void close() throws IOException {
        for (var segment : segments) {
            segment.close();
        }
        lock.close();
    }

    /** Keeps an entry that can never be taken out as it should, for somebody to look at. */
    void setAside(byte[] entry) throws IOException {
        var file = SpoolFolder.keep(folder, "refused-", ".json", ByteBuffer.wrap(entry));
        setAside.incrementAndGet();
        LOG.atError()
                .addKeyValue("file", file)
                .log("The log will never take an event of the spool; it is kept in a file");
    }

    /** How many entries were set aside. */
    long setAside() {
        return setAside.get();
    }
}
