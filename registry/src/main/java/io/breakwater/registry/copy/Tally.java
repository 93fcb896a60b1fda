package io.breakwater.registry.copy;

import io.breakwater.registry.RequestCounter;
import io.breakwater.registry.reference.Digest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up the report from the events that every other listener gets too, so the two cannot differ. */
final class Tally implements CopyListener {
    private final CopyListener next;
    private final RequestCounter requests = new RequestCounter();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicInteger blobsMounted = new AtomicInteger();
    private final AtomicInteger blobsSkipped = new AtomicInteger();
    private final AtomicInteger blobsSent = new AtomicInteger();
    private final AtomicInteger manifestsSent = new AtomicInteger();

    Tally(CopyListener next) {
        this.next = next;
    }

    @Override
    public void on(CopyEvent event) {
        add(event);
        next.on(event);
    }

    private void add(CopyEvent event) {
        switch (event) {
            case CopyEvent.ManifestRead(var manifest) -> bytesRead.addAndGet(manifest.size());
            case CopyEvent.BytesSent sent -> {
                // What a manifest brings along was counted with the manifest.
                bytesRead.addAndGet(sent.blob().data().isPresent() ? 0 : sent.bytes());
                bytesSent.addAndGet(sent.bytes());
            }
            case CopyEvent.ManifestSent(var manifest) -> {
                bytesSent.addAndGet(manifest.size());
                manifestsSent.incrementAndGet();
            }
            case CopyEvent.BlobMounted _ -> blobsMounted.incrementAndGet();
            case CopyEvent.BlobSkipped _ -> blobsSkipped.incrementAndGet();
            case CopyEvent.BlobSent _ -> blobsSent.incrementAndGet();
            case CopyEvent.Planned _, CopyEvent.ManifestSkipped _, CopyEvent.BlobStarted _, CopyEvent.Ended _ -> {}
        }
    }

    RequestCounter requests() {
        return requests;
    }

    CopyReport report(Digest root) {
        return new CopyReport(
                root,
                bytesRead.get(),
                bytesSent.get(),
                blobsMounted.get(),
                blobsSkipped.get(),
                blobsSent.get(),
                manifestsSent.get(),
                requests.requests());
    }
}
