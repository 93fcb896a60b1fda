package io.breakwater.replicator;

import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.JobsUnderWay.State;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How one job gets on. Written by its worker and by the threads that copy for it, read by whoever asks. */
final class Progress implements CopyListener {
    private static final long NOT_KNOWN = -1;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong total = new AtomicLong(NOT_KNOWN);

    /** Of blobs that the standby has as a whole. */
    private final AtomicLong whole = new AtomicLong();

    /** What has left of each blob since it was begun the last time; one that breaks off may begin anew. */
    private final Map<Digest, Long> parts = new ConcurrentHashMap<>();

    private volatile Phase phase = phase(State.WAITING);
    private volatile Vain vain = new Vain(0, Optional.empty());

    /**
     * A job in one state.
     *
     * @param sinceNanos the same moment, by a clock that nobody sets
     * @param sentBefore bytes
     */
    record Phase(State state, Instant since, long sinceNanos, long sentBefore) {
        boolean isAtWork() {
            return state == State.COPYING || state == State.DELETING;
        }
    }

    /** Tries in vain, and why the last of them was. */
    record Vain(int tries, Optional<String> problem) {}

    private Phase phase(State state) {
        return new Phase(state, Instant.now(), System.nanoTime(), sent.get());
    }

    Phase phase() {
        return phase;
    }

    Vain vain() {
        return vain;
    }

    /** In {@code state} until closed. Worker only. */
    ReplicatorMeters.Counted in(State state) {
        phase = phase(state);
        return () -> phase = phase(State.WAITING);
    }

    /** One more try was in vain. Worker only. */
    void failed(String why) {
        vain = new Vain(vain.tries() + 1, Optional.of(why));
    }

    @Override
    public void on(CopyEvent event) {
        switch (event) {
            case CopyEvent.Planned(var _, var _, var bytes) -> plan(bytes);
            case CopyEvent.BlobStarted(var blob) -> parts.put(blob.digest(), 0L);
            case CopyEvent.BytesSent(var blob, var bytes) -> send(blob, bytes);
            case CopyEvent.BlobSent(var blob) -> there(blob);
            case CopyEvent.BlobMounted(var blob) -> there(blob);
            case CopyEvent.BlobSkipped(var blob) -> there(blob);
            case CopyEvent.ManifestRead _,
                    CopyEvent.ManifestSkipped _,
                    CopyEvent.ManifestSent _,
                    CopyEvent.Ended _ -> {}
        }
    }

    /** Of the copies of what is about the image, which come after it and each with a plan of its own. */
    void onReferrer(CopyEvent event) {
        if (event instanceof CopyEvent.Planned(var _, var _, var bytes)) {
            total.updateAndGet(known -> Math.max(0, known) + bytes);
        } else {
            on(event);
        }
    }

    /** A second plan is about the same blobs again, or about those of a newer push. */
    private void plan(long bytes) {
        whole.set(0);
        parts.clear();
        total.set(bytes);
    }

    private void send(Descriptor blob, long bytes) {
        sent.addAndGet(bytes);
        parts.merge(blob.digest(), bytes, Long::sum);
    }

    private void there(Descriptor blob) {
        parts.remove(blob.digest());
        whole.addAndGet(blob.size());
    }

    /** Bytes of blobs that have left, in all tries. */
    long bytesSent() {
        return sent.get();
    }

    /** Bytes of blobs that the standby has, or has got so far; what was sent twice counts once at the end. */
    long bytesDone() {
        var done =
                whole.get() + parts.values().stream().mapToLong(Long::longValue).sum();
        return bytesTotal().map(all -> Math.min(all, done)).orElse(done);
    }

    /** Bytes of all blobs, once they are known. */
    Optional<Long> bytesTotal() {
        return Optional.of(total.get()).filter(bytes -> bytes != NOT_KNOWN);
    }
}
