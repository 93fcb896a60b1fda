package io.breakwater.replicator;

import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.reference.Digest;
import io.breakwater.schemas.LedgerRecord.Transfer;
import java.time.Instant;
import java.util.Optional;

/** What one job has seen and what it has cost, over all its tries. Confined to the job's thread. */
final class Trace {
    private long bytesRead;
    private long bytesSent;
    private int blobsMounted;
    private int blobsSkipped;
    private int blobsSent;
    private int requests;
    private Optional<Digest> atPrimary = Optional.empty();
    private Optional<Instant> lookedAt = Optional.empty();

    void request() {
        requests(1);
    }

    void requests(int more) {
        requests += more;
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
        return new Transfer(bytesRead, bytesSent, blobsMounted, blobsSkipped, blobsSent, requests);
    }
}
