package io.breakwater.cli.copy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.Progress;
import io.breakwater.registry.copy.CopyPlan;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.CopySequence;
import io.breakwater.registry.copy.ReferrersResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of one image; what is printed as JSON is its record, bytes and blobs as {@link CopyReport} counts them. */
public sealed interface Outcome {
    String COPIED = "copied";
    String ALREADY_PRESENT = "already-present";
    String PLANNED = "planned";
    String FAILED = "failed";

    /** One of these words. */
    String result();

    /** One line for a person. */
    String line();

    /**
     * Copied, or there before.
     *
     * @param referrers artifacts about it that were copied or were there; their bytes and requests are counted in
     */
    record Done(
            String result,
            String source,
            String target,
            String digest,
            long bytesRead,
            long bytesSent,
            int blobsMounted,
            int blobsSkipped,
            int blobsSent,
            int manifestsSent,
            int referrers,
            int requests,
            double seconds)
            implements Outcome {
        /** @param about empty if nobody asked for it */
        static Done of(CopyResult result, Optional<ReferrersResult> about, Pair pair, Duration took) {
            var report = about.map(ReferrersResult::report)
                    .map(result.report()::plus)
                    .orElse(result.report());
            return new Done(
                    word(result),
                    pair.from().toString(),
                    pair.to().toString(),
                    report.digest().toString(),
                    report.bytesRead(),
                    report.bytesSent(),
                    report.blobsMounted(),
                    report.blobsSkipped(),
                    report.blobsSent(),
                    report.manifestsSent(),
                    about.map(ReferrersResult::copies).orElse(List.of()).size(),
                    report.requests(),
                    took.toMillis() / 1000.0);
        }

        private static String word(CopyResult result) {
            return switch (result) {
                case CopyResult.Copied _ -> COPIED;
                case CopyResult.AlreadyPresent _ -> ALREADY_PRESENT;
                case CopyResult.Stopped _ -> "stopped";
            };
        }

        @Override
        public String line() {
            var cost = "%s, %.1f s".formatted(CountProgress.counted(requests, "request", "requests"), seconds);
            if (result.equals(ALREADY_PRESENT) && blobsSent + manifestsSent == 0) {
                return "%s is there already: %s%s, %s".formatted(target, digest, about(), cost);
            }
            return "%s %s %s, %s sent, %s sent, %d reused%s, %s"
                    .formatted(
                            target,
                            result,
                            digest,
                            Progress.bytes(bytesSent),
                            CountProgress.counted(blobsSent, "blob", "blobs"),
                            blobsMounted + blobsSkipped,
                            about(),
                            cost);
        }

        private String about() {
            return referrers == 0 ? "" : ", " + CountProgress.counted(referrers, "referrer", "referrers");
        }
    }

    /** What would be done. */
    record Planned(
            @JsonIgnore Pair pair,
            @JsonIgnore CopyPlan plan,
            String result,
            String source,
            String target,
            String digest,
            long bytesToSend,
            int blobsToSend,
            int blobsToMount,
            int blobsPresent,
            int manifestsToSend,
            int sourceRequests,
            int targetRequests)
            implements Outcome {
        static Planned of(CopyPlan plan, Pair pair) {
            return new Planned(
                    pair,
                    plan,
                    plan.there() ? ALREADY_PRESENT : PLANNED,
                    pair.from().toString(),
                    pair.to().toString(),
                    plan.root().toString(),
                    plan.bytesToSend(),
                    plan.toSend().size(),
                    plan.toMount().size(),
                    plan.present().size(),
                    plan.manifests(),
                    plan.sourceRequests(),
                    plan.targetRequests());
        }

        /** What is left of this after what else is copied by the same copier. */
        Planned after(CopySequence before) {
            return of(before.next(pair.to().repository(), plan), pair);
        }

        @Override
        public String line() {
            var requests = "%s at the source, %d at the target"
                    .formatted(CountProgress.counted(sourceRequests, "request", "requests"), targetRequests);
            return plan.there()
                    ? "%s is there already: %s; %s".formatted(target, digest, requests)
                    : "%s would get %s: %s in %s to send, %d to mount, %d there; %s"
                            .formatted(
                                    target,
                                    digest,
                                    Progress.bytes(bytesToSend),
                                    CountProgress.counted(blobsToSend, "blob", "blobs"),
                                    blobsToMount,
                                    blobsPresent,
                                    requests);
        }
    }

    /**
     * Not copied, and why.
     *
     * @param mend what to do, where somebody knows
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Failed(String result, String source, String target, String code, String message, String mend)
            implements Outcome {
        static Failed of(String source, String target, Failure why) {
            return new Failed(FAILED, source, target, why.code(), why.message(), why.mend());
        }

        Failure failure() {
            return new Failure(code, message, mend);
        }

        @Override
        public String line() {
            return target + " failed: " + failure().line();
        }
    }
}
