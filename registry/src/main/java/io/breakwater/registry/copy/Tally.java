package io.breakwater.registry.copy;

import io.breakwater.registry.RequestCounter;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds up the report from the events that every other listener gets too, so the two cannot differ; but for requests and what
 * is read of blobs, which are counted where it happens: a part of a blob may be read again that is not sent again.
 */
final class Tally implements CopyListener {
    private final CopyListener next;
    private final RequestCounter requests = new RequestCounter();
    private final AtomicLong manifestBytesRead = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final Map<Digest, Way> blobs = new ConcurrentHashMap<>();
    private final Set<Digest> manifestsSent = ConcurrentHashMap.newKeySet();
    private final int requestsBefore;

    /** How a blob came to the target; the later constant counts, where a copy had to bring a blob twice. */
    private enum Way {
        SKIPPED,
        MOUNTED,
        SENT
    }

    /** @param spent before the first of these events */
    Tally(CopyListener next, CopyOrder.Spent spent) {
        this.next = next;
        this.requestsBefore = spent.requests();
        manifestBytesRead.set(spent.bytesRead());
    }

    @Override
    public void on(CopyEvent event) {
        add(event);
        next.on(event);
    }

    private void add(CopyEvent event) {
        switch (event) {
            case CopyEvent.ManifestRead(var manifest) -> manifestBytesRead.addAndGet(manifest.size());
            case CopyEvent.BytesSent sent -> bytesSent.addAndGet(sent.bytes());
            case CopyEvent.ManifestSent(var manifest) -> {
                bytesSent.addAndGet(manifest.size());
                manifestsSent.add(manifest.digest());
            }
            case CopyEvent.BlobMounted(var blob) -> came(blob, Way.MOUNTED);
            case CopyEvent.BlobSkipped(var blob) -> came(blob, Way.SKIPPED);
            case CopyEvent.BlobSent(var blob) -> came(blob, Way.SENT);
            case CopyEvent.Planned _, CopyEvent.ManifestSkipped _, CopyEvent.BlobStarted _, CopyEvent.Ended _ -> {}
        }
    }

    /** When the target refused a manifest, what was mounted may have had to be sent, and what was sent is there now. */
    private void came(Descriptor blob, Way way) {
        blobs.merge(blob.digest(), way, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }

    private int blobs(Way way) {
        return (int) blobs.values().stream().filter(way::equals).count();
    }

    RequestCounter requests() {
        return requests;
    }

    CopyReport report(Digest root) {
        return new CopyReport(
                root,
                manifestBytesRead.get() + requests.blobBytes(),
                bytesSent.get(),
                blobs(Way.MOUNTED),
                blobs(Way.SKIPPED),
                blobs(Way.SENT),
                manifestsSent.size(),
                requestsBefore + requests.requests());
    }
}
