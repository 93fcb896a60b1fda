package io.breakwater.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.LedgerRecords;
import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.topics.Spans;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HarvestTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void newestRecordOfAnImageStandsForAllOfThem() {
        var harvest = new Harvest(selection(List.of(), Set.of()));
        take(harvest, 1, "library/app:v1");
        take(harvest, 2, "library/app:v2");
        take(harvest, 3, "library/app:v1");

        assertEquals(List.of(2L, 3L), offsets(harvest));
        assertEquals(3, harvest.matching());
    }

    @Test
    void onlyImagesOfTheGlobsAreSelected() {
        var harvest = new Harvest(selection(List.of(new NameGlob("library/*:v1")), Set.of()));
        take(harvest, 1, "library/app:v1");
        take(harvest, 2, "library/app:v2");

        assertEquals(List.of(1L), offsets(harvest));
        assertEquals(2, harvest.read());
    }

    @Test
    void timeIsFromInclusiveToExclusive() {
        var harvest = new Harvest(new Selection(
                Topic.REGISTRY_EVENTS,
                Spans.parse("0:0-100"),
                Optional.of(NOON.plusSeconds(2)),
                Optional.of(NOON.plusSeconds(4)),
                List.of(),
                Set.of(),
                Spans.parse("")));
        for (var offset = 1; offset < 6; offset++) {
            take(harvest, offset, "library/app:v" + offset);
        }

        assertEquals(List.of(2L, 3L), offsets(harvest));
    }

    @Test
    void outcomeIsThatOfTheRecordItself() {
        var harvest = new Harvest(selection(List.of(), Set.of(Outcome.FAILED)));
        harvest.take(ledger("registry.events", 1, Outcome.FAILED));
        harvest.take(ledger("registry.events", 2, Outcome.REPLICATED));
        harvest.take(ledger("replication.requests", 3, Outcome.FAILED));
        for (var offset = 1; offset < 5; offset++) {
            take(harvest, offset, "library/app:v" + offset);
        }

        assertEquals(List.of(1L), offsets(harvest));
    }

    @Test
    void ofSeveralRecordsOfOneCauseTheLastOneCounts() {
        var harvest = new Harvest(selection(List.of(), Set.of(Outcome.FAILED)));
        harvest.take(ledger("registry.events", 1, Outcome.FAILED));
        harvest.take(ledger("registry.events", 1, Outcome.REPLICATED));
        harvest.take(ledger("registry.events", 2, Outcome.REPLICATED));
        harvest.take(ledger("registry.events", 2, Outcome.FAILED));
        take(harvest, 1, "library/app:v1");
        take(harvest, 2, "library/app:v2");

        assertEquals(List.of(2L), offsets(harvest));
    }

    @Test
    void outcomeOfAnotherPartitionOrOfOffsetsThatAreNotLookedAtIsNobodys() {
        var harvest = new Harvest(selection(List.of(), Set.of(Outcome.FAILED)));
        harvest.take(LedgerRecords.of("registry.events", 1, 3, Outcome.FAILED));
        harvest.take(ledger("registry.events", 100, Outcome.FAILED));
        harvest.take(ledger("registry.events", 99, Outcome.FAILED));
        take(harvest, 3, "library/app:v3");
        take(harvest, 99, "library/app:v99");

        assertEquals(List.of(99L), offsets(harvest));
    }

    @Test
    void recordOfAnotherTimeOrOutcomeIsNotCountedAsLeftOut() {
        var harvest = new Harvest(selection(List.of(), Set.of(Outcome.FAILED)));
        harvest.take(new Coordinates("registry.events", 0, 1), NOON, Optional.empty());

        assertEquals(0, harvest.leftOut());
        assertEquals(0, harvest.matching());
        assertEquals(1, harvest.read());
    }

    @Test
    void whatAsksForNoCopyIsLeftOutAndCounted() {
        var harvest = new Harvest(selection(List.of(), Set.of()));
        harvest.take(new Coordinates("registry.events", 0, 1), NOON, Optional.empty());

        assertEquals(1, harvest.leftOut());
        assertEquals(0, harvest.images());
        assertEquals(0, harvest.matching());
    }

    @Test
    void emptySelectionSaysWhatToMend() {
        var harvest = new Harvest(selection(List.of(new NameGlob("library/*")), Set.of()));
        assertEquals("no record lies within these times and offsets; widen them", Preview.whyNothing(harvest));

        take(harvest, 1, "team/app:v1");
        assertEquals(
                "none of the 1 record looked at is selected; check --image, --outcome and the times",
                Preview.whyNothing(harvest));

        harvest.take(new Coordinates("registry.events", 0, 2), NOON, Optional.empty());
        assertEquals(
                "none of the 2 records looked at is selected (1 would be, but ask for no copy); check --image, --outcome"
                        + " and --topic",
                Preview.whyNothing(harvest));
    }

    @Test
    void selectionIsReadAsItWasWritten() {
        var selection = new Selection(
                Topic.REPLICATION_REQUESTS,
                Spans.parse("0:1-2,1:3-4"),
                Optional.of(NOON),
                Optional.empty(),
                List.of(new NameGlob("library/*"), new NameGlob("a/b:c")),
                Set.of(Outcome.FAILED, Outcome.REFUSED),
                Spans.parse("0:9-10"));
        assertEquals(selection, Selection.of(selection.details()));

        var everything = selection(List.of(), Set.of());
        assertEquals(everything, Selection.of(everything.details()));
    }

    private static Selection selection(List<NameGlob> globs, Set<Outcome> outcomes) {
        return new Selection(
                Topic.REGISTRY_EVENTS,
                Spans.parse("0:0-100"),
                Optional.empty(),
                Optional.empty(),
                globs,
                outcomes,
                Spans.parse(""));
    }

    private static void take(Harvest harvest, long offset, String image) {
        harvest.take(
                new Coordinates("registry.events", 0, offset),
                NOON.plusSeconds(offset),
                Optional.of(ImageName.parse(image)));
    }

    private static List<Long> offsets(Harvest harvest) {
        return harvest.picks().stream().map(pick -> pick.of().offset()).toList();
    }

    private static LedgerRecord ledger(String topic, long offset, Outcome outcome) {
        return LedgerRecords.of(topic, 0, offset, outcome);
    }
}
