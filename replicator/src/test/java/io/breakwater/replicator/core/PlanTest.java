package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    private static final ImageName APP = ImageName.parse("library/app:v1");
    private static final Rules RULES = Rules.of(Mapping.of(List.of(new MappingRule("library", "example-project"))));

    private static final Rules MIRRORING = RULES.withDeletes(new Deletes.Mirror(Duration.ofHours(1), 10));

    @Test
    void aPushToThePrimaryIsCopiedToItsMappedName() {
        var plan = plan(new RegistryEvent.Pushed(origin(Side.PRIMARY), APP, DIGEST));

        assertEquals(new Plan.Copy(APP, Optional.of(DIGEST), "example-project/app", false), plan);
    }

    @Test
    void aRepositoryThatNoRuleMapsIsFilteredWithTheMend() {
        var plan = plan(new RegistryEvent.Pushed(origin(Side.PRIMARY), ImageName.parse("team/app:v1"), DIGEST));

        assertFiltered("NO_RULE", plan);
    }

    @Test
    void aPushToTheStandbyIsNotSentBack() {
        assertFiltered("PUSHED_TO_STANDBY", plan(new RegistryEvent.Pushed(origin(Side.STANDBY), APP, DIGEST)));
    }

    @Test
    void aDeleteIsIgnoredUnlessARuleSaysOtherwise() {
        assertFiltered("DELETES_IGNORED", plan(new RegistryEvent.Deleted(origin(Side.PRIMARY), APP, DIGEST)));
    }

    @Test
    void aDeleteAtTheStandbyIsNotFollowed() {
        assertFiltered("DELETED_AT_STANDBY", plan(new RegistryEvent.Deleted(origin(Side.STANDBY), APP, DIGEST)));
    }

    /** The event deletes nothing by itself: the delay comes first. */
    @Test
    void aDeleteThatARuleMirrorsWaitsForARequest() {
        var event = new RegistryEvent.Deleted(origin(Side.PRIMARY), APP, DIGEST);

        assertFiltered("DELETE_DELAYED", Plan.of(new Cause.Event(event), MIRRORING));
    }

    @Test
    void aRequestToDeleteIsOnlyFollowedByRule() {
        var request = new Cause.Request(new ReplicationRequest.Delete(APP, DIGEST, Instant.EPOCH, provenance()));

        assertFiltered("DELETES_IGNORED", Plan.of(request, RULES));
        assertEquals(new Plan.Delete(APP, DIGEST, Instant.EPOCH, "example-project/app"), Plan.of(request, MIRRORING));
    }

    @Test
    void aRequestToDeleteWhatNoRuleMapsIsFiltered() {
        var request =
                new ReplicationRequest.Delete(ImageName.parse("team/app:v1"), DIGEST, Instant.EPOCH, provenance());

        assertFiltered("NO_RULE", Plan.of(new Cause.Request(request), MIRRORING));
    }

    @Test
    void whatChangesNoImageIsFiltered() {
        assertFiltered(
                "NO_IMAGE_CHANGED",
                plan(new RegistryEvent.Other(origin(Side.PRIMARY), "library/app", "SCANNING_COMPLETED", "{}")));
    }

    /** It may have meant any digest, and what is at the standby under it may be the last copy. */
    @Test
    void aTagThatWasTakenOffIsKeptAtTheStandbyByWhateverRule() {
        var event = new RegistryEvent.Other(
                origin(Side.PRIMARY), APP.key(), "delete", "{}", Optional.of(new EventDetails.TagRemoved(APP)));

        assertFiltered("TAG_REMOVED", plan(event));
        assertFiltered("TAG_REMOVED", Plan.of(new Cause.Event(event), MIRRORING));
    }

    @ParameterizedTest
    @EnumSource
    void aRequestAsksForWhateverThePrimaryHolds(Purpose purpose) {
        var request = new ReplicationRequest.Copy(APP, purpose, provenance());

        assertEquals(
                new Plan.Copy(APP, Optional.empty(), "example-project/app", purpose == Purpose.BACKFILL),
                Plan.of(new Cause.Request(request), RULES));
    }

    @Test
    void writingToThePrimaryNeedsARule() {
        assertFiltered(
                "FAILBACK_OFF",
                Plan.of(new Cause.Request(new ReplicationRequest.Failback(APP, DIGEST, provenance())), RULES));
    }

    @Test
    void anUnreadableRecordGoesToTheDeadLetters() {
        var plan = Plan.of(new Cause.Unreadable("not JSON"), RULES);

        assertEquals(
                "UNREADABLE", assertInstanceOf(Plan.Reject.class, plan).reason().code());
    }

    private static Plan plan(RegistryEvent event) {
        return Plan.of(new Cause.Event(event), RULES);
    }

    private static void assertFiltered(String code, Plan plan) {
        var settle = assertInstanceOf(Plan.Settle.class, plan);
        assertEquals(Outcome.FILTERED, settle.outcome());
        assertEquals(code, settle.reason().code());
    }

    private static Origin origin(Side side) {
        return new Origin("id", side, "/webhooks/harbor", Instant.EPOCH, Instant.EPOCH, Optional.empty(), DIGEST);
    }

    private static ReplicationRequest.Provenance provenance() {
        return new ReplicationRequest.Provenance("id", "auditor", "missing", Instant.EPOCH, Optional.empty());
    }
}
