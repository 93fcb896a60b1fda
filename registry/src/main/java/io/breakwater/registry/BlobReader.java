package io.breakwater.registry;

import io.breakwater.registry.manifest.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A blob's bytes, counted and hashed as they are read. The last of them are given out only when size and digest are known
 * to be right, so who has read to the end has the right blob, and who passes bytes on never completes a wrong one.
 *
 * <p>Reading throws {@link RegistryException}s, which are unchecked, and {@link CancellationException} when its thread is
 * interrupted. For one thread at a time; closing is safe from any thread and ends a read that is under way.
 */
public final class BlobReader extends InputStream {
    /** Bytes between two places to which this can go back, and how many of the last of them are kept. */
    private static final long MARK_EVERY = 8 << 20;

    private static final int MOST_MARKS = 32;

    private final Descriptor blob;
    private final InputStream in;
    private final String tried;
    private final String where;
    /** The hash of all bytes before a place. Who reads past one a second time must come to the same. */
    private final TreeMap<Long, MessageDigest> marks = new TreeMap<>();

    private MessageDigest hash;
    private long left;
    private boolean verified;
    private volatile @Nullable RuntimeException failure;

    /** @param where for messages: the host that the bytes come from */
    BlobReader(Descriptor blob, InputStream in, String tried, String where) {
        this.blob = blob;
        this.in = in;
        this.tried = tried;
        this.where = where;
        this.hash = blob.digest().hash();
        this.left = blob.size();
    }

    /** Bytes that are at hand, verified all the same. */
    public static BlobReader of(Descriptor blob, byte[] bytes) {
        return new BlobReader(blob, new ByteArrayInputStream(bytes), "read blob " + blob.digest(), "the manifest");
    }

    /** What this is said to be. */
    public Descriptor blob() {
        return blob;
    }

    /** Why reading ended early, if it did. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (failure != null) {
            throw failure;
        }
        try {
            return length == 0 ? 0 : readOn(bytes, offset, length);
        } catch (IOException e) {
            throw fail(asFault(e));
        } catch (RegistryException | CancellationException e) {
            throw fail(e);
        }
    }

    private int readOn(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            verify();
            return -1;
        }
        var count = in.read(bytes, offset, (int) Math.min(length, Math.min(left, nextMark() - position())));
        if (count < 0) {
            throw fail(
                    wrong(ArtifactFault.SIZE_MISMATCH, "it ends " + left + " bytes before its size of " + blob.size()));
        }
        hash.update(bytes, offset, count);
        left -= count;
        if (left == 0) {
            verify();
        } else {
            mark();
        }
        return count;
    }

    private long position() {
        return blob.size() - left;
    }

    private long nextMark() {
        var regular = (position() / MARK_EVERY + 1) * MARK_EVERY;
        var known = marks.higherKey(position());
        return known == null ? regular : Math.min(regular, known);
    }

    private void mark() {
        var known = marks.get(position());
        if (known != null) {
            if (!MessageDigest.isEqual(copy(known).digest(), copy(hash).digest())) {
                throw fail(wrong(ArtifactFault.DIGEST_MISMATCH, "its bytes are others when they are read again"));
            }
        } else if (position() % MARK_EVERY == 0) {
            keep();
        }
    }

    private void keep() {
        if (in instanceof ResumingStream) {
            marks.put(position(), copy(hash));
            if (marks.size() > MOST_MARKS) {
                marks.pollFirstEntry();
            }
        }
    }

    private static MessageDigest copy(MessageDigest hash) {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own hashes can be copied", e);
        }
    }

    /** Bytes given out so far, counted from the blob's first. */
    public long given() {
        return position();
    }

    /** Whether {@link #moveTo} can go there. */
    public boolean reaches(long offset) {
        return offset == position() || (offset < position() && failure == null && in instanceof ResumingStream);
    }

    /**
     * Goes back, for a registry that has fewer bytes than were given out: the source is asked for them again. They are verified
     * as all others, and must be what they were the first time: otherwise what that registry has may belong to other bytes.
     *
     * @throws RegistryException if the source does not give them out again
     */
    void moveTo(long offset) {
        if (!reaches(offset)) {
            throw new IllegalStateException("cannot go from byte " + position() + " to " + offset);
        }
        try {
            if (offset < position()) {
                goBack((ResumingStream) in, offset);
            }
        } catch (IOException e) {
            throw fail(asFault(e));
        } catch (RegistryException | CancellationException e) {
            throw fail(e);
        }
    }

    private void goBack(ResumingStream source, long offset) throws IOException {
        if (left > 0) {
            keep();
        }
        var mark = marks.floorEntry(offset);
        var start = mark == null ? 0 : mark.getKey();
        source.seek(start);
        hash = mark == null ? blob.digest().hash() : copy(mark.getValue());
        left = blob.size() - start;
        verified = false;
        var buffer = new byte[64 << 10];
        while (position() < offset) {
            readOn(buffer, 0, (int) Math.min(buffer.length, offset - position()));
        }
    }

    private void verify() throws IOException {
        if (verified) {
            return;
        }
        if (in.read() >= 0) {
            throw fail(wrong(ArtifactFault.SIZE_MISMATCH, "it is longer than its size of " + blob.size() + " bytes"));
        }
        if (!blob.digest().matches(hash)) {
            throw fail(wrong(ArtifactFault.DIGEST_MISMATCH, "its bytes have another digest"));
        }
        verified = true;
    }

    private ArtifactFault wrong(String code, String saw) {
        return new ArtifactFault(
                code, Faults.message(tried, where, saw, "Check the storage it came from; push the artifact anew."));
    }

    private RuntimeException asFault(IOException e) {
        return Thread.currentThread().isInterrupted()
                ? new CancellationException("interrupted while reading a blob")
                : Faults.of(tried, where, e);
    }

    private RuntimeException fail(RuntimeException cause) {
        failure = cause;
        return cause;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException ignored) {
            // Nothing more is wanted of it.
        }
    }
}
