package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;

/**
 * What a copy took, whether it succeeded or failed. Each blob and manifest counts once, as it came to the target in the end:
 * what had to be sent after it was mounted in vain has been sent. Bytes and requests count as often as they were moved and made.
 *
 * @param digest of the root
 * @param bytesRead bodies of manifests and blobs, from the source; also what is read again to go on with a broken upload
 * @param bytesSent bodies of blobs, and of manifests that the target took
 * @param blobsMounted from another repository of the target, without moving bytes
 * @param blobsSkipped were at the target already, or are foreign and not at the source, or left out by rule; none of manifests
 *     that the target has
 * @param blobsSent whose bytes were moved
 * @param manifestsSent the root, what an index lists, and lists of referrers
 * @param requests HTTP requests to both registries, their token services and redirect hosts, repeats included; also those of
 *     {@link Copier#order}, if that made the order
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

    /** Both together, under this one's digest; what both had to bring counts twice. */
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
