package io.breakwater.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values built by today's code: every record class, once with all optional members and once with none. */
final class Examples {
    static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));
    static final Digest LONG_DIGEST = new Digest("sha512:" + "fedcba9876543210".repeat(8));
    static final ImageName TAGGED = ImageName.parse("library/app:v1");
    static final ImageName UNTAGGED = new ImageName.Untagged("library/app", LONG_DIGEST);
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Instant LATER = NOON.plusNanos(1_500_000_001);
    private static final Coordinates CAUSE = new Coordinates("registry.events", 3, 90211);
    private static final LedgerRecord.Reason REASON = new LedgerRecord.Reason("DENIED", "Cannot push. Grant the role.");
    private static final DriftVerdict VERDICT = new DriftVerdict(
            TAGGED,
            Verdict.MISMATCHED,
            NOON,
            LATER,
            new DriftVerdict.Evidence(Optional.of(DIGEST), Optional.of(NOON), Optional.of(CAUSE)),
            DriftVerdict.Evidence.NONE,
            Optional.of("The standby has never been looked at."));

    private Examples() {}

    static List<?> of(Topic topic) {
        return switch (topic) {
            case REGISTRY_EVENTS -> events();
            case REPLICATION_REQUESTS -> requests();
            case REPLICATION_LEDGER -> ledger();
            case REPLICATION_DEAD_LETTERS -> deadLetters();
            case INVENTORY_PRIMARY, INVENTORY_STANDBY -> inventory();
            case AUDIT_DRIFT -> List.of(VERDICT, verdictWithoutExplanation());
            case AUDIT_DRIFT_CHANGES ->
                List.of(
                        new DriftChange(Optional.of(Verdict.PENDING), VERDICT),
                        new DriftChange(Optional.empty(), verdictWithoutExplanation()));
            case OPERATIONS_AUDIT ->
                List.of(new OperationRecord(
                        "op-1", "replay", "mira", "after the outage", LATER, Map.of("images", "a/*")));
            case REGISTRY_QUARANTINE ->
                List.of(new QuarantinedBody(
                        "/webhooks/harbor", "application/json", LATER, REASON, DIGEST, 1 << 20, "e10="));
        };
    }

    private static List<RegistryEvent> events() {
        var origin = new RegistryEvent.Origin(
                "id-1", Side.PRIMARY, "/webhooks/harbor", NOON, LATER, Optional.of("admin"), DIGEST);
        var anonymous = new RegistryEvent.Origin(
                "id-2", Side.STANDBY, "/webhooks/pubsub", NOON, LATER, Optional.empty(), LONG_DIGEST);
        return List.of(
                new RegistryEvent.Pushed(origin, TAGGED, DIGEST),
                new RegistryEvent.Pushed(anonymous, UNTAGGED, LONG_DIGEST),
                new RegistryEvent.Deleted(anonymous, TAGGED, DIGEST),
                new RegistryEvent.Other(origin, "library/app", "SCANNING_COMPLETED", "{\"a\":\"\\u0000 ü \"}"),
                other(new EventDetails.Pulled(TAGGED, DIGEST)),
                other(new EventDetails.TagRemoved(TAGGED)),
                other(new EventDetails.Scanned(
                        UNTAGGED,
                        LONG_DIGEST,
                        EventDetails.ScanOutcome.STOPPED,
                        Optional.of("sbom"),
                        Optional.of("None"),
                        Optional.of(0),
                        Optional.of(0),
                        Optional.of("Trivy v0.68.0"))),
                other(new EventDetails.QuotaReached("library/app", true, Optional.empty(), Optional.of("full"))),
                other(new EventDetails.HarborReplication(
                        "Error", 1L << 40, 2, Optional.of("a"), Optional.empty(), List.of(), List.of("b"))),
                other(new EventDetails.RetentionRun("library", 1, 2, 1, "SUCCESS", List.of("app:v0"))));
    }

    private static RegistryEvent other(EventDetails details) {
        var origin = new RegistryEvent.Origin(
                "id-3", Side.PRIMARY, "/webhooks/harbor", NOON, LATER, Optional.empty(), DIGEST);
        return new RegistryEvent.Other(origin, "library/app", "A_TYPE", "{}", Optional.of(details));
    }

    private static List<ReplicationRequest> requests() {
        var caused = new ReplicationRequest.Provenance("r-1", "auditor", "MISSING", NOON, Optional.of(CAUSE));
        var wished = new ReplicationRequest.Provenance("r-2", "mira", "by hand", NOON, Optional.empty());
        return List.of(
                new ReplicationRequest.Copy(TAGGED, ReplicationRequest.Purpose.REPAIR, caused),
                new ReplicationRequest.Copy(UNTAGGED, ReplicationRequest.Purpose.BACKFILL, wished),
                new ReplicationRequest.Failback(TAGGED, DIGEST, caused),
                new ReplicationRequest.Delete(TAGGED, DIGEST, LATER, wished));
    }

    private static List<LedgerRecord> ledger() {
        var transfer = new LedgerRecord.Transfer(1L << 40, 20_000_000_000L, 1, 2, 3, 4);
        return List.of(
                new LedgerRecord(
                        CAUSE,
                        "id-1",
                        Outcome.REFUSED,
                        Optional.of(TAGGED),
                        Optional.of("asia.gcr.io/example-project/library/app:v1"),
                        Optional.of(DIGEST),
                        Optional.of(LONG_DIGEST),
                        Optional.of(REASON),
                        transfer,
                        2,
                        35,
                        2210,
                        Optional.of(NOON),
                        LATER,
                        "replicator-0"),
                new LedgerRecord(
                        CAUSE,
                        "id-2",
                        Outcome.FAILED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        LedgerRecord.Transfer.NONE,
                        0,
                        // The webhook's clock was ahead of the worker's.
                        -40,
                        0,
                        Optional.empty(),
                        NOON,
                        "replicator-1"));
    }

    private static List<DeadLetter> deadLetters() {
        return List.of(
                new DeadLetter(CAUSE, Optional.of("library/app:v1"), "e10=", Map.of("ce_id", "id-1"), REASON, 5, LATER),
                new DeadLetter(CAUSE, Optional.empty(), "", Map.of(), REASON, 0, NOON));
    }

    private static List<InventoryRecord> inventory() {
        return List.of(
                new InventoryRecord.Seen(TAGGED, DIGEST, 7, LATER, Optional.of(NOON)),
                new InventoryRecord.Seen(UNTAGGED, LONG_DIGEST, 7, LATER, Optional.empty()),
                new InventoryRecord.EpochEnd(7, 2, NOON, LATER));
    }

    private static DriftVerdict verdictWithoutExplanation() {
        return new DriftVerdict(
                UNTAGGED,
                Verdict.IN_SYNC,
                NOON,
                LATER,
                DriftVerdict.Evidence.NONE,
                DriftVerdict.Evidence.NONE,
                Optional.empty());
    }
}
