package io.breakwater.registry.copy;

/**
 * How large an artifact may be, how much of it is copied, and how much at once.
 *
 * @param parallelBlobs transfers of one copy at a time; each takes some 150 KiB of memory
 * @param mostManifests children of indexes in all
 * @param mostBlobs different blobs in all
 * @param deepest manifests on the longest way from the root to a leaf, both counted
 * @param manifestBytes bytes of all manifests of one copy, which are held in memory while it runs
 */
public record CopyLimits(
        int parallelBlobs,
        int mostManifests,
        int mostBlobs,
        int deepest,
        long manifestBytes,
        ForeignLayers foreignLayers) {
    private static final CopyLimits DEFAULTS = new CopyLimits(8, 1_000, 10_000, 4, 32L << 20, ForeignLayers.COPY);

    /** @throws IllegalArgumentException if one is not positive */
    public CopyLimits {
        if (parallelBlobs < 1 || mostManifests < 1 || mostBlobs < 1 || deepest < 1 || manifestBytes < 1) {
            throw new IllegalArgumentException("limits of a copy must be positive");
        }
    }

    public static CopyLimits defaults() {
        return DEFAULTS;
    }

    public CopyLimits withParallelBlobs(int parallelBlobs) {
        return new CopyLimits(parallelBlobs, mostManifests, mostBlobs, deepest, manifestBytes, foreignLayers);
    }

    public CopyLimits withForeignLayers(ForeignLayers foreignLayers) {
        return new CopyLimits(parallelBlobs, mostManifests, mostBlobs, deepest, manifestBytes, foreignLayers);
    }
}
