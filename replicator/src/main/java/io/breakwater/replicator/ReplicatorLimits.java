package io.breakwater.replicator;

import io.breakwater.registry.copy.CopyLimits;
import java.time.Duration;

/**
 * What bounds the replicator's memory and patience.
 *
 * @param parallelImages copies at work at once
 * @param openRecords records of one partition that were read and are not done; the partition pauses above that
 * @param attempts tries of an artifact that itself is at fault, before it goes to the dead letters
 * @param firstWait back-off after the first failure; doubles up to {@code longestWait}
 * @param commitInterval how long results are gathered for one transaction
 * @param copy limits of one copy: blobs at once, sizes
 * @param sessionTimeout after which a silent replicator's partitions go to others; asked of the broker for this group
 */
public record ReplicatorLimits(
        int parallelImages,
        int openRecords,
        int attempts,
        Duration firstWait,
        Duration longestWait,
        Duration commitInterval,
        Duration sessionTimeout,
        CopyLimits copy) {
    public static final ReplicatorLimits DEFAULT = new ReplicatorLimits(
            4,
            1_000,
            3,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofSeconds(6),
            CopyLimits.defaults());

    public ReplicatorLimits {
        if (parallelImages < 1 || openRecords < 1 || attempts < 1) {
            throw new IllegalArgumentException("parallelImages, openRecords and attempts must be 1 or more");
        }
    }

    /** The same with other numbers of images, and of blobs of one image, at work at once. */
    public ReplicatorLimits withParallel(int images, int blobs) {
        return new ReplicatorLimits(
                images,
                openRecords,
                attempts,
                firstWait,
                longestWait,
                commitInterval,
                sessionTimeout,
                copy.withParallelBlobs(blobs));
    }
}
