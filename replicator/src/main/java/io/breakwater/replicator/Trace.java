package io.breakwater.replicator;

import io.breakwater.registry.RequestCounter;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.reference.Digest;
import io.breakwater.schemas.LedgerRecord.Transfer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What one job has seen and what it has cost, over all its tries. Confined to the job's thread, but for its progress. */
final class Trace {
    private long bytesRead;
    private long bytesSent;
    private int blobsMounted;
    private int blobsSkipped;
    private int blobsSent;
    private int requests;
    private final RequestCounter lookUps = new RequestCounter();
    private final Progress progress = new Progress();
    private final Set<Digest> written = new HashSet<>();
    private Optional<Digest> atPrimary = Optional.empty();
    private Optional<Instant> lookedAt = Optional.empty();

    /** Counts what is asked beside copies, whose reports count for themselves. */
    RequestCounter lookUps() {
        return lookUps;
    }

    /** How the job gets on, which others look at. */
    Progress progress() {
        return progress;
    }

    /** A try has written {@code root} to the standby, though what comes after it may fail. */
    void wrote(Digest root) {
        written.add(root);
    }

    /** Whether any try has written it. */
    boolean hasWritten(Digest root) {
        return written.contains(root);
    }

    void add(CopyReport report) {
        bytesRead += report.bytesRead();
        bytesSent += report.bytesSent();
        blobsMounted += report.blobsMounted();
        blobsSkipped += report.blobsSkipped();
        blobsSent += report.blobsSent();
        requests += report.requests();
    }

    /** The name was looked up at the primary just now. */
    void saw(Optional<Digest> digest) {
        atPrimary = digest;
        lookedAt = Optional.of(Instant.now());
    }

    /** What the name meant at the primary at the last look. */
    Optional<Digest> atPrimary() {
        return atPrimary;
    }

    Optional<Instant> lookedAt() {
        return lookedAt;
    }

    Transfer total() {
        return new Transfer(bytesRead, bytesSent, blobsMounted, blobsSkipped, blobsSent, requests + lookUps.requests());
    }
}
