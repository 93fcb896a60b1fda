package io.breakwater.ingest.harbor;

import io.breakwater.ingest.payload.Field;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.EventDetails.ScanOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What Harbor's events other than pushes and deletions say ({@code src/controller/event/handler/webhook}). The event is
 * kept as it came in any case, so a shape that we do not know is none to refuse: there are no details then.
 */
final class HarborDetails {
    private HarborDetails() {}

    static Optional<EventDetails> of(HarborType type, Field data) {
        try {
            return switch (type) {
                case PULL_ARTIFACT -> Optional.of(pulled(data));
                case QUOTA_EXCEED -> Optional.of(quota(data, true));
                case QUOTA_WARNING -> Optional.of(quota(data, false));
                case SCANNING_COMPLETED -> Optional.of(scanned(data, ScanOutcome.COMPLETED));
                case SCANNING_FAILED -> Optional.of(scanned(data, ScanOutcome.FAILED));
                case SCANNING_STOPPED -> Optional.of(scanned(data, ScanOutcome.STOPPED));
                case REPLICATION -> Optional.of(replication(data.object("replication")));
                case TAG_RETENTION -> Optional.of(retention(data.object("retention")));
                // The first two have records of their own.
                case PUSH_ARTIFACT, DELETE_ARTIFACT, UNKNOWN -> Optional.empty();
            };
        } catch (Field.Malformed e) {
            return Optional.empty();
        }
    }

    private static EventDetails pulled(Field data) {
        var artifact = HarborArtifact.of(data);
        return new EventDetails.Pulled(artifact.name(), artifact.digest());
    }

    /** {@code resources} is there only when a manifest was pushed, not for a blob. */
    private static EventDetails quota(Field data, boolean exceeded) {
        var image = data.child("resources").isAbsent()
                ? Optional.<HarborArtifact>empty()
                : Optional.of(HarborArtifact.of(data));
        return new EventDetails.QuotaReached(
                HarborArtifact.repository(data),
                exceeded,
                image.map(HarborArtifact::name),
                data.child("custom_attributes").optionalText("Details"));
    }

    private static EventDetails scanned(Field data, ScanOutcome outcome) {
        var artifact = HarborArtifact.of(data);
        var overview = overview(data.onlyElement("resources").child("scan_overview"));
        var summary = overview.child("summary");
        var scanner = overview.child("scanner");
        return new EventDetails.Scanned(
                artifact.name(),
                artifact.digest(),
                outcome,
                data.child("scan").optionalText("scan_type"),
                overview.optionalText("severity"),
                count(summary, "total"),
                count(summary, "fixable"),
                scanner.optionalText("name")
                        .map(name ->
                                (name + " " + scanner.optionalText("version").orElse("")).strip()));
    }

    /** The only member, whose name is the report's media type; absent for an SBOM and where there is no report. */
    private static Field overview(Field overviews) {
        return overviews.node().isObject() && overviews.node().size() == 1
                ? overviews.object(overviews.node().fieldNames().next())
                : overviews;
    }

    private static EventDetails replication(Field replication) {
        return new EventDetails.HarborReplication(
                replication.text("job_status"),
                id(replication, "execution_id"),
                id(replication, "task_id"),
                replication.child("src_resource").optionalText("endpoint"),
                replication.child("dest_resource").optionalText("endpoint"),
                names(replication, "successful_artifact"),
                names(replication, "failed_artifact"));
    }

    private static EventDetails retention(Field retention) {
        return new EventDetails.RetentionRun(
                retention.text("project_name"),
                id(retention, "retention_policy_id"),
                count(retention, "total").orElse(0),
                count(retention, "retained").orElse(0),
                retention.text("result"),
                names(retention, "deleted_artifact"));
    }

    private static List<String> names(Field parent, String name) {
        return parent.child(name).isAbsent()
                ? List.of()
                : parent.elements(name).stream()
                        .map(artifact -> artifact.text("name_tag"))
                        .toList();
    }

    private static long id(Field parent, String name) {
        var id = parent.wholeNumber(name);
        parent.child(name).mustBe(id >= 0, "a number of zero or more");
        return id;
    }

    /** Harbor leaves a zero out. */
    private static Optional<Integer> count(Field parent, String name) {
        var number = parent.child(name).node();
        return number.canConvertToInt() && number.isIntegralNumber() && number.intValue() >= 0
                ? Optional.of(number.intValue())
                : Optional.empty();
    }
}
