package io.breakwater.cli.copy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.breakwater.cli.progress.Progress;
import io.breakwater.registry.copy.CopyPlan;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.CopyResult;
import java.time.Duration;
import java.util.List;

/** What became of one image; what is printed as JSON is its record, bytes and blobs as {@link CopyReport} counts them. */
public sealed interface Outcome {
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
        static Done of(CopyResult result, List<CopyResult> about, Pair pair, Duration took) {
            var report = about.stream().map(CopyResult::report).reduce(result.report(), CopyReport::plus);
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
                    about.size(),
                    report.requests(),
                    took.toMillis() / 1000.0);
        }

        private static String word(CopyResult result) {
            return switch (result) {
                case CopyResult.Copied _ -> "copied";
                case CopyResult.AlreadyPresent _ -> "already-present";
                case CopyResult.Stopped _ -> "stopped";
            };
        }

        @Override
        public String line() {
            return "%s %s %s, %s sent, %d blobs sent, %d reused%s, %d requests, %.1f s"
                    .formatted(
                            target,
                            result,
                            digest,
                            Progress.bytes(bytesSent),
                            blobsSent,
                            blobsMounted + blobsSkipped,
                            referrers == 0 ? "" : ", %d referrers".formatted(referrers),
                            requests,
                            seconds);
        }
    }

    /** What would be done. */
    record Planned(
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
                    plan.there() ? "already-present" : "planned",
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

        @Override
        public String line() {
            return result.equals("planned")
                    ? "%s would get %s: %s in %d blobs to send, %d to mount, %d there; %d + %d requests"
                            .formatted(
                                    target,
                                    digest,
                                    Progress.bytes(bytesToSend),
                                    blobsToSend,
                                    blobsToMount,
                                    blobsPresent,
                                    sourceRequests,
                                    targetRequests)
                    : target + " is there already: " + digest;
        }
    }

    /** Not copied, and why. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failed(String result, String source, String target, String error) implements Outcome {
        static Failed of(Pair pair, String error) {
            return new Failed("failed", pair.from().toString(), pair.to().toString(), error);
        }

        @Override
        public String line() {
            return target + " failed: " + error;
        }
    }
}
