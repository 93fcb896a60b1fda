package io.breakwater.auditor.core;

import static io.breakwater.auditor.Records.APP;
import static io.breakwater.auditor.Records.NOON;
import static io.breakwater.auditor.Records.V1;
import static io.breakwater.auditor.Records.V2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.auditor.Records;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FarewellTest {
    private static final Duration DELAY = Duration.ofHours(24);

    private ImageState state = ImageState.unknown(APP);
    private Optional<Farewell> farewell = Optional.empty();
    private Instant now = NOON;

    @Test
    void whatWasDeletedIsDueAfterTheDelay() {
        hear(0, Records.pushed(APP, V1, now));
        hear(1, Records.deleted(APP, V1, now));

        assertEquals(Optional.of(new Farewell(APP, V1, Records.event(1), NOON, NOON.plus(DELAY))), farewell);
    }

    @Test
    void itAsksForTheDigestThatWasDeletedAndNamesTheEvent() {
        hear(3, Records.deleted(APP, V1, now));

        var request = farewell.orElseThrow().request(NOON.plus(DELAY).plusSeconds(1));

        assertEquals(V1, request.digest());
        assertEquals(NOON.plus(DELAY), request.notBefore());
        assertEquals(Optional.of(Records.event(3)), request.provenance().causedBy());
    }

    @Test
    void aPushCallsItOff() {
        hear(0, Records.deleted(APP, V1, now));
        hear(1, Records.pushed(APP, V1, now));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void whoPutsItToTheStandbyAfterwardsCallsItOff() {
        hear(0, Records.deleted(APP, V1, now));
        hear(1, Records.pushedToStandby(APP, V1, NOON.minusSeconds(1)));
        assertTrue(farewell.isPresent(), "our own copy, told late");

        hear(2, Records.pushedToStandby(APP, V1, NOON.plusSeconds(1)));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void aDeleteOfWhatTheTagNoLongerMeansIsNone() {
        hear(0, Records.pushed(APP, V2, now));
        hear(1, Records.deleted(APP, V1, now));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void aDeleteThatComesAgainChangesNothing() {
        hear(0, Records.deleted(APP, V1, now));
        var first = farewell;
        now = now.plus(Duration.ofHours(1));
        hear(0, Records.deleted(APP, V1, now));

        assertEquals(first, farewell);
    }

    @Test
    void aDeleteAtTheStandbyIsNone() {
        hear(0, new RegistryEvent.Deleted(Records.pushedToStandby(APP, V1, now).origin(), APP, V1));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void aNameThatNoRuleMapsIsLeftAlone() {
        hear(0, Records.pushed(APP, V1, now));
        read(Records.unseen(Records.event(0), Outcome.FILTERED, Optional.empty(), now));
        hear(1, Records.deleted(APP, V1, now));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void aLookThatFoundTheNameAtThePrimaryCallsItOff() {
        hear(0, Records.deleted(APP, V1, now));
        look(Records.request(0), Outcome.ALREADY_PRESENT, Optional.of(V2), NOON.plusSeconds(1));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void anOlderLookDoesNot() {
        hear(0, Records.deleted(APP, V1, now));
        look(Records.request(0), Outcome.REPLICATED, Optional.of(V1), NOON.minusSeconds(1));

        assertTrue(farewell.isPresent());
    }

    @Test
    void theRecordOfTheDelayDoesNotEndIt() {
        hear(0, Records.deleted(APP, V1, now));
        read(Records.unseen(Records.event(0), Outcome.FILTERED, Optional.of("DELETE_DELAYED"), now));

        assertTrue(farewell.isPresent());
    }

    @Test
    void itIsOverOnceAnOperatorHasHadTheNameDeleted() {
        hear(0, Records.deleted(APP, V1, now));
        look(Records.request(0), Outcome.DELETED, Optional.empty(), NOON.plusSeconds(1));

        assertTrue(farewell.isEmpty());
    }

    @Test
    void aReceiversClockThatRunsAheadDoesNotLengthenIt() {
        hear(0, Records.deleted(APP, V1, NOON.plus(Duration.ofDays(300))));

        assertEquals(NOON.plus(DELAY), farewell.orElseThrow().due());
    }

    private void hear(long offset, RegistryEvent event) {
        take(new Fact.Event(event), Records.event(offset));
    }

    private void look(Coordinates cause, Outcome outcome, Optional<Digest> source, Instant at) {
        read(Records.looked(cause, outcome, source, Optional.empty(), Optional.empty(), at));
    }

    private void read(LedgerRecord entry) {
        take(new Fact.Entry(entry), Records.ledger(0));
    }

    private void take(Fact fact, Coordinates at) {
        farewell = Farewell.after(farewell, state, fact, at, now, DELAY);
        state = Intake.take(state, fact, at, now);
    }
}
