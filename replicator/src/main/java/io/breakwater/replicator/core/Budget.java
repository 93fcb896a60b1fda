package io.breakwater.replicator.core;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What may be read and not done at once, by the whole process (invariant 7): its partitions share it, however many they
 * are. Half of it is common and goes to whoever has a backlog; of the other half each partition has an equal share that
 * nobody else can use up, so that one that is stuck starves no other. A partition that holds nothing may read, however
 * large its next record is, until all together hold twice the bytes. What one fetch brings comes on top.
 *
 * @param records more than one for each partition that may be assigned
 * @param bytes of their keys, values and headers
 */
public record Budget(int records, long bytes) {
    public Budget {
        if (records < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a budget must be 1 or more: " + records + " records, " + bytes + " bytes");
        }
    }

    /** What of one partition is read and not done. */
    public record Held(int records, long bytes) {}

    /** @return the partitions that may not read on until something is done */
    public <P> Set<P> full(Map<P, Held> partitions) {
        var shares = Math.max(1, partitions.size());
        var share = new Held(Math.max(1, records / 2 / shares), Math.max(1, bytes / 2 / shares));
        var commonRecords = records - (long) share.records() * shares;
        var commonBytes = bytes - share.bytes() * shares;
        var all = 0L;
        for (var held : partitions.values()) {
            commonRecords -= Math.max(0, held.records() - share.records());
            commonBytes -= Math.max(0, held.bytes() - share.bytes());
            all += held.bytes();
        }
        var overdrawn = all >= 2 * bytes;
        var full = new HashSet<P>();
        for (var partition : partitions.entrySet()) {
            var held = partition.getValue();
            var moreRecords = held.records() < share.records() || commonRecords > 0;
            var moreBytes = held.bytes() < share.bytes() || commonBytes > 0;
            if (overdrawn || !moreRecords || !moreBytes) {
                full.add(partition.getKey());
            }
        }
        return full;
    }
}
