package io.breakwater.auditor;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Optional;

/** Records as the tests need them: one image, two digests, times given. */
public final class Records {
    public static final ImageName APP = ImageName.parse("library/app:v1");
    public static final Digest V1 = new Digest("sha256:" + "1".repeat(64));
    public static final Digest V2 = new Digest("sha256:" + "2".repeat(64));
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private Records() {}

    public static RegistryEvent pushed(ImageName image, Digest digest, Instant received) {
        return new RegistryEvent.Pushed(origin(Side.PRIMARY, received), image, digest);
    }

    public static RegistryEvent deleted(ImageName image, Digest digest, Instant received) {
        return new RegistryEvent.Deleted(origin(Side.PRIMARY, received), image, digest);
    }

    public static RegistryEvent pushedToStandby(ImageName image, Digest digest, Instant occurred) {
        return new RegistryEvent.Pushed(origin(Side.STANDBY, occurred), image, digest);
    }

    public static RegistryEvent other(Instant received) {
        return new RegistryEvent.Other(origin(Side.PRIMARY, received), "library/app", "SCANNING_COMPLETED", "{}");
    }

    /** What a work that looked at both ends writes. */
    public static LedgerRecord looked(
            Coordinates cause,
            Outcome outcome,
            Optional<Digest> source,
            Optional<Digest> target,
            Optional<String> code,
            Instant at) {
        return ledgerRecord(cause, outcome, source, target, code, Optional.of(at), at);
    }

    /** What a work writes that ended before it looked anywhere. */
    public static LedgerRecord unseen(Coordinates cause, Outcome outcome, Optional<String> code, Instant at) {
        return ledgerRecord(cause, outcome, Optional.empty(), Optional.empty(), code, Optional.empty(), at);
    }

    /** The same of another image. */
    public static LedgerRecord of(ImageName image, LedgerRecord entry) {
        return new LedgerRecord(
                entry.cause(),
                entry.causeId(),
                entry.outcome(),
                Optional.of(image),
                entry.target(),
                entry.sourceDigest(),
                entry.targetDigest(),
                entry.reason(),
                entry.transfer(),
                entry.attempts(),
                entry.queueMillis(),
                entry.copyMillis(),
                entry.resolvedAt(),
                entry.recordedAt(),
                entry.worker());
    }

    public static Coordinates event(long offset) {
        return new Coordinates(Topic.REGISTRY_EVENTS.topicName(), 0, offset);
    }

    public static Coordinates request(long offset) {
        return new Coordinates(Topic.REPLICATION_REQUESTS.topicName(), 0, offset);
    }

    public static Coordinates ledger(long offset) {
        return new Coordinates(Topic.REPLICATION_LEDGER.topicName(), 0, offset);
    }

    private static RegistryEvent.Origin origin(Side side, Instant received) {
        return new RegistryEvent.Origin(
                "id-" + received, side, "/webhooks/harbor", received, received, Optional.empty(), V1);
    }

    private static LedgerRecord ledgerRecord(
            Coordinates cause,
            Outcome outcome,
            Optional<Digest> source,
            Optional<Digest> target,
            Optional<String> code,
            Optional<Instant> resolved,
            Instant at) {
        return new LedgerRecord(
                cause,
                "id-" + cause,
                outcome,
                Optional.of(APP),
                Optional.of("europe-docker.pkg.dev/p/r/app:v1"),
                source,
                target,
                code.map(text -> new LedgerRecord.Reason(text, "said the registry")),
                LedgerRecord.Transfer.NONE,
                1,
                5,
                7,
                resolved,
                at,
                "worker-1");
    }
}
