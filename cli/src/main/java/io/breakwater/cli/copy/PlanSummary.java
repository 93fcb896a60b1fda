package io.breakwater.cli.copy;

import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.Progress;
import io.breakwater.cli.text.Table;
import io.breakwater.registry.copy.CopySequence;
import io.breakwater.registry.reference.HostPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What would become of several images, one after the other: what one of them brings, the next need not send. Its numbers are the
 * sums of what its images say. Where several are copied at a time, two may ask for the same, and so for a little more.
 */
public record PlanSummary(
        List<Outcome> images,
        long planned,
        long alreadyPresent,
        long failed,
        long bytesToSend,
        long blobsToSend,
        long blobsToMount,
        long blobsPresent,
        long manifestsToSend,
        long sourceRequests,
        long targetRequests)
        implements Summary {
    public PlanSummary {
        images = List.copyOf(images);
    }

    /** @param images each planned as if there were no other */
    public static PlanSummary of(List<Outcome> images) {
        var inTurn = inTurn(images);
        return new PlanSummary(
                inTurn,
                Summary.count(inTurn, Outcome.PLANNED),
                Summary.count(inTurn, Outcome.ALREADY_PRESENT),
                Summary.count(inTurn, Outcome.FAILED),
                sum(inTurn, Outcome.Planned::bytesToSend),
                sum(inTurn, Outcome.Planned::blobsToSend),
                sum(inTurn, Outcome.Planned::blobsToMount),
                sum(inTurn, Outcome.Planned::blobsPresent),
                sum(inTurn, Outcome.Planned::manifestsToSend),
                sum(inTurn, Outcome.Planned::sourceRequests),
                sum(inTurn, Outcome.Planned::targetRequests));
    }

    /** What one copy has brought to a registry, others need not bring, wherever they come from. */
    private static List<Outcome> inTurn(List<Outcome> images) {
        Map<HostPort, CopySequence> sequences = new HashMap<>();
        return images.stream()
                .map(image -> image instanceof Outcome.Planned planned
                        ? planned.after(
                                sequences.computeIfAbsent(planned.pair().to().host(), _ -> new CopySequence()))
                        : image)
                .toList();
    }

    private static long sum(List<Outcome> images, ToLongFunction<Outcome.Planned> part) {
        return images.stream()
                .filter(Outcome.Planned.class::isInstance)
                .map(Outcome.Planned.class::cast)
                .mapToLong(part)
                .sum();
    }

    @Override
    public List<String> lines() {
        var table = Table.of("TARGET", "TO SEND", "BLOBS", "TO MOUNT", "THERE", "REQUESTS (SOURCE + TARGET)", "IMAGE");
        images.forEach(image -> {
            switch (image) {
                case Outcome.Planned one -> row(table, one);
                case Outcome.Failed one ->
                    table.row(
                            one.target(),
                            "-",
                            "-",
                            "-",
                            "-",
                            "-",
                            "failed: " + one.failure().line());
                case Outcome.Done done -> throw new IllegalStateException("copied in a dry run: " + done.target());
            }
        });
        return table.row(
                        "TOTAL of " + CountProgress.counted(images.size(), "image", "images"),
                        Progress.bytes(bytesToSend),
                        String.valueOf(blobsToSend),
                        String.valueOf(blobsToMount),
                        String.valueOf(blobsPresent),
                        requests(sourceRequests, targetRequests),
                        "%d to copy, %d there already, %d failed".formatted(planned, alreadyPresent, failed))
                .lines();
    }

    private static void row(Table table, Outcome.Planned one) {
        table.row(
                one.target(),
                Progress.bytes(one.bytesToSend()),
                String.valueOf(one.blobsToSend()),
                String.valueOf(one.blobsToMount()),
                String.valueOf(one.blobsPresent()),
                requests(one.sourceRequests(), one.targetRequests()),
                abbreviated(one.digest()) + (one.plan().there() ? " is there already" : ""));
    }

    /** The digest, of which a person compares no more than the beginning; the JSON has all of it. */
    private static String abbreviated(String digest) {
        return digest.substring(0, digest.indexOf(':') + 1 + 12);
    }

    private static String requests(long source, long target) {
        return source + " + " + target;
    }
}
