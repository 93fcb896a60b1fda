package io.breakwater.bench.contestant;

import io.breakwater.registry.copy.CopyLimits;

/**
 * What every contestant may do at once at least; ours does no more.
 *
 * @param blobs of one image
 */
public record Parallelism(int images, int blobs) {
    public static final Parallelism DEFAULT =
            new Parallelism(4, CopyLimits.defaults().parallelBlobs());
}
