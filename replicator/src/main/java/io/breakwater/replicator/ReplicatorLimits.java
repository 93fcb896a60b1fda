package io.breakwater.replicator;

import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.replicator.core.Backoff;
import io.breakwater.replicator.core.Budget;
import io.breakwater.replicator.core.Patience;
import io.breakwater.replicator.core.Refusals;
import java.time.Duration;

/**
 * What bounds the replicator's memory and patience.
 *
 * @param parallelImages copies at work at once
 * @param largeImage bytes that may have to be sent from which on an image is large, and leaves a turn to those that are not
 * @param open what may be read and not done, over all partitions
 * @param attempts tries of an artifact that itself is at fault, before it goes to the dead letters
 * @param refusals waited in all for a registry that refuses this artifact, before it goes to the dead letters; as long, apart
 *     from that, for one that fails at this artifact and serves others
 * @param refusedNames different names that must meet the same refusal, for a fifth of {@code refusals} in which nobody is
 *     served, before it is held to be everyone's: an outage
 * @param firstWait back-off after the first failure; doubles up to {@code longestWait}
 * @param commitInterval how long results are gathered for one transaction. Time alone says when: what is read counts against
 *     {@code open} until it is recorded, which bounds a transaction in records and in bytes; and reading goes on meanwhile, so to
 *     commit at a number of results would only make more transactions of them
 * @param untaggedWait how long what was pushed without a tag waits for an index that brings it along
 * @param copy limits of one copy: blobs at once, sizes
 * @param sessionTimeout after which a silent replicator's partitions go to others; asked of the broker for this group
 */
public record ReplicatorLimits(
        int parallelImages,
        long largeImage,
        Budget open,
        int attempts,
        Duration refusals,
        int refusedNames,
        Duration firstWait,
        Duration longestWait,
        Duration commitInterval,
        Duration sessionTimeout,
        Duration untaggedWait,
        CopyLimits copy) {
    public static final ReplicatorLimits DEFAULT = new ReplicatorLimits(
            4,
            256L << 20,
            new Budget(4_000, 8 << 20),
            3,
            Duration.ofMinutes(15),
            5,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            CopyLimits.defaults());

    public ReplicatorLimits {
        if (parallelImages < 1 || largeImage < 1 || attempts < 1 || refusedNames < 1) {
            throw new IllegalArgumentException(
                    "parallelImages, largeImage, attempts and refusedNames must be 1 or more");
        }
    }

    Patience patience() {
        return new Patience(attempts, refusals, backoff());
    }

    Backoff backoff() {
        return new Backoff(firstWait, longestWait);
    }

    Refusals noRefusals(long nowNanos) {
        return new Refusals(refusedNames, refusals.dividedBy(5).toNanos(), nowNanos);
    }

    /** The same with other numbers of images, and of blobs of one image, at work at once. */
    public ReplicatorLimits withParallel(int images, int blobs) {
        return new ReplicatorLimits(
                images,
                largeImage,
                open,
                attempts,
                refusals,
                refusedNames,
                firstWait,
                longestWait,
                commitInterval,
                sessionTimeout,
                untaggedWait,
                copy.withParallelBlobs(blobs));
    }
}
