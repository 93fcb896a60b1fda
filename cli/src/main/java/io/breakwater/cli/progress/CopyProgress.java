package io.breakwater.cli.progress;

import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.copy.CopyListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Adds up the events of one copy, or of several that are its parts; safe for the many threads that tell of them. */
public final class CopyProgress implements CopyListener, Supplier<Progress> {
    private final AtomicLong bytesDone = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong bytesKnown = new AtomicLong();
    private final AtomicInteger blobsDone = new AtomicInteger();
    private final AtomicInteger blobsKnown = new AtomicInteger();
    private final List<CopyProgress> parts = new CopyOnWriteArrayList<>();

    /** The progress of one more copy, which counts in this one's. */
    public CopyProgress part() {
        var part = new CopyProgress();
        parts.add(part);
        return part;
    }

    @Override
    public void on(CopyEvent event) {
        switch (event) {
            case CopyEvent.Planned planned -> plan(planned);
            case CopyEvent.BlobSkipped skipped -> reuse(skipped.blob().size());
            case CopyEvent.BlobMounted mounted -> reuse(mounted.blob().size());
            case CopyEvent.BytesSent sent -> send(sent.bytes());
            case CopyEvent.BlobSent _ -> blobsDone.incrementAndGet();
            case CopyEvent.BlobStarted _,
                    CopyEvent.ManifestRead _,
                    CopyEvent.ManifestSkipped _,
                    CopyEvent.ManifestSent _,
                    CopyEvent.Ended _ -> {}
        }
    }

    @Override
    public Progress get() {
        var sum = new Progress(bytesDone.get(), bytesKnown.get(), blobsDone.get(), blobsKnown.get(), bytesSent.get());
        for (var part : parts) {
            sum = sum.plus(part.get());
        }
        return sum;
    }

    /** A second plan is about the same blobs again, and what is passed over by rule is in none. */
    private void plan(CopyEvent.Planned planned) {
        bytesDone.set(0);
        blobsDone.set(0);
        bytesKnown.set(planned.bytes());
        blobsKnown.set(planned.blobs());
    }

    private void send(long bytes) {
        bytesDone.addAndGet(bytes);
        bytesSent.addAndGet(bytes);
    }

    private void reuse(long bytes) {
        bytesDone.addAndGet(bytes);
        blobsDone.incrementAndGet();
    }
}
