package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    private static final ImageName APP = ImageName.parse("library/app:v1");
    private static final Mapping MAPPING = Mapping.of(List.of(new MappingRule("library", "example-project")));

    @Test
    void aPushToThePrimaryIsCopiedToItsMappedName() {
        var plan = plan(new RegistryEvent.Pushed(origin(Side.PRIMARY), APP, DIGEST));

        assertEquals(new Plan.Copy(APP, Optional.of(DIGEST), "example-project/app"), plan);
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
    void whatChangesNoImageIsFiltered() {
        assertFiltered(
                "NO_IMAGE_CHANGED",
                plan(new RegistryEvent.Other(origin(Side.PRIMARY), "library/app", "SCANNING_COMPLETED", "{}")));
    }

    @Test
    void aRepairAsksForWhateverThePrimaryHolds() {
        var request = new ReplicationRequest.Copy(APP, ReplicationRequest.Purpose.REPAIR, provenance());

        assertEquals(
                new Plan.Copy(APP, Optional.empty(), "example-project/app"),
                Plan.of(new Cause.Request(request), MAPPING));
    }

    @Test
    void writingToThePrimaryNeedsARule() {
        assertFiltered(
                "FAILBACK_OFF",
                Plan.of(new Cause.Request(new ReplicationRequest.Failback(APP, DIGEST, provenance())), MAPPING));
    }

    @Test
    void anUnreadableRecordGoesToTheDeadLetters() {
        var plan = Plan.of(new Cause.Unreadable("not JSON"), MAPPING);

        assertEquals(
                "UNREADABLE", assertInstanceOf(Plan.Reject.class, plan).reason().code());
    }

    private static Plan plan(RegistryEvent event) {
        return Plan.of(new Cause.Event(event), MAPPING);
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
