package io.breakwater.cli.demo;

import java.util.List;
import java.util.Optional;

/**
 * What the demo has to show for itself; with {@code -o json} the last line of stdout.
 *
 * @param pushed names pushed to the primary
 * @param replicated of those, with a ledger record that says that the standby holds the pushed digest
 * @param inSync of those, with the auditor's verdict {@code IN_SYNC}
 * @param digestsEqual of those, pulled whole from the standby by skopeo, while the primary was down, with the pushed digest
 * @param events ledger records in all; children of an index raise events of their own
 * @param ledgerDuplicates records beyond the first for one cause
 * @param killedAtBytes how much of the big layer was at the standby when the replicator was killed
 * @param bytesSent to the standby
 * @param seconds for all of it, without the build
 * @param failed why the story ended early, or what is wrong at its end; the numbers are what was known then
 */
record DemoReport(
        int pushed,
        int replicated,
        int inSync,
        int digestsEqual,
        int events,
        int ledgerDuplicates,
        long killedAtBytes,
        long bytesSent,
        double seconds,
        Optional<String> failed) {
    /** Whether all of it is true. */
    boolean isWhole() {
        return failed.isEmpty()
                && pushed > 0
                && replicated == pushed
                && inSync == pushed
                && digestsEqual == pushed
                && ledgerDuplicates == 0
                && killedAtBytes > 0;
    }

    DemoReport withFailed(String why) {
        return new DemoReport(
                pushed,
                replicated,
                inSync,
                digestsEqual,
                events,
                ledgerDuplicates,
                killedAtBytes,
                bytesSent,
                seconds,
                Optional.of(why));
    }

    /** For a person. */
    List<String> lines() {
        return List.of(
                pushed + " names pushed to the primary",
                replicated + " of them at the standby by the ledger; " + events + " events recorded, "
                        + ledgerDuplicates + " twice",
                inSync + " IN_SYNC by the auditor",
                digestsEqual + " with equal digests by skopeo, pulled from the standby with the primary down",
                "replicator killed with " + Story.bytes(killedAtBytes) + " of a 200 MB layer sent",
                Story.bytes(bytesSent) + " copied, " + seconds + " s in all");
    }
}
