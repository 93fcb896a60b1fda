package io.breakwater.replicator.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Which offsets of one partition are done. Work finishes out of order, so beside the lowest unfinished offset (what Kafka
 * calls the committed offset) the finished ones above it are kept, as text for the commit's metadata (invariant 2).
 *
 * <p>Confined to the poll thread.
 */
public final class Frontier {
    /**
     * Offsets between the lowest unfinished one and the highest one begun, after which no more should be begun. As text
     * that is 3,338 characters of the 4,096 that a broker takes by default ({@code offset.metadata.max.bytes}).
     */
    public static final int WIDEST = 20_000;

    private static final String PLAIN = "1:";

    /**
     * Where offsets without records make it wider than that, such as when the oldest records have been deleted from the
     * topic. Those count as done, and a long run of them shrinks to almost nothing.
     */
    private static final String DEFLATED = "2:";

    /** Bit i stands for offset {@code origin + i}; set when it is done or is no record at all. */
    private final BitSet done;

    private long origin;

    /** One above the highest offset begun in this assignment. */
    private long next;

    private Frontier(long origin, BitSet done) {
        this.origin = origin;
        this.done = done;
        this.next = origin;
    }

    /** Nothing at or above {@code offset} is done. */
    public static Frontier at(long offset) {
        return new Frontier(offset, new BitSet());
    }

    /**
     * What {@link #offset()} and {@link #metadata()} said when they were committed. Metadata that is empty or of another
     * tool (an operator's offset reset writes none) means that nothing above the offset is done.
     */
    public static Frontier committed(long offset, String metadata) {
        if (metadata.startsWith(PLAIN)) {
            return new Frontier(offset, BitSet.valueOf(decoded(metadata.substring(PLAIN.length()))));
        }
        if (metadata.startsWith(DEFLATED)) {
            return new Frontier(offset, BitSet.valueOf(inflated(decoded(metadata.substring(DEFLATED.length())))));
        }
        return at(offset);
    }

    /**
     * Takes note of a record that was read. Offsets come in order; those that are left out hold no record (transaction
     * markers) and count as done.
     *
     * @return whether it is to be worked on; false if it was done before this assignment
     */
    public boolean begin(long offset) {
        if (offset > next) {
            done.set(bit(next), bit(offset));
        }
        next = Math.max(next, offset + 1);
        return offset >= origin && !done.get(bit(offset));
    }

    /** Takes note that a record's outcome is known. Saying so twice is harmless. */
    public void complete(long offset) {
        if (offset < origin) {
            return;
        }
        done.set(bit(offset));
        var finished = done.nextClearBit(0);
        // Shifting costs as much as the window is wide, so do it by the thousand.
        if (finished >= 1_000) {
            shift(finished);
        }
    }

    /** The lowest offset that is not done: what to commit. */
    public long offset() {
        return origin + done.nextClearBit(0);
    }

    /** The done offsets above {@link #offset()}: what to commit beside it. */
    public String metadata() {
        var above = done.get(done.nextClearBit(0), Math.max(done.length(), done.nextClearBit(0)));
        if (above.isEmpty()) {
            return "";
        }
        // More than one poll may bring beyond the widest: 200 records.
        var wide = above.length() > WIDEST + 1_000;
        return wide ? DEFLATED + encoded(deflated(above.toByteArray())) : PLAIN + encoded(above.toByteArray());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static byte[] deflated(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] bytes) {
        try (var inflater = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return inflater.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether no further record should be begun until the lowest one is done. */
    public boolean isWide() {
        return next - offset() >= WIDEST;
    }

    private int bit(long offset) {
        return Math.toIntExact(offset - origin);
    }

    private void shift(int by) {
        var rest = done.get(by, Math.max(done.length(), by));
        done.clear();
        done.or(rest);
        origin += by;
    }
}
