package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;

/**
 * What a copy took.
 *
 * @param digest of the root
 * @param bytesRead bodies of manifests and blobs, from the source
 * @param bytesSent bodies of manifests and blobs, to the target
 * @param blobsSkipped were at the target already, or are foreign and not at the source
 * @param requests to both registries, their token services and redirect hosts
 */
public record CopyReport(
        Digest digest,
        long bytesRead,
        long bytesSent,
        int blobsMounted,
        int blobsSkipped,
        int blobsSent,
        int manifestsSent,
        int requests) {
    /** Of what took nothing. */
    static CopyReport nothing(Digest digest) {
        return new CopyReport(digest, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Both together, under this one's digest. */
    public CopyReport plus(CopyReport other) {
        return new CopyReport(
                digest,
                bytesRead + other.bytesRead,
                bytesSent + other.bytesSent,
                blobsMounted + other.blobsMounted,
                blobsSkipped + other.blobsSkipped,
                blobsSent + other.blobsSent,
                manifestsSent + other.manifestsSent,
                requests + other.requests);
    }
}
