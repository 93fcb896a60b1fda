package io.breakwater.ingest.follower.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PostponedTest {
    private static final Instant AT = Instant.parse("2026-11-23T04:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Postponed postponed = new Postponed(INTERVAL);

    @Test
    void successorBeginsWhereTheOldestWasMet() {
        assertEquals(cursor(100), postponed.kept(cursor(100)));

        postponed.put(row(1), List.of(), cursor(10), 0);
        postponed.put(row(2), List.of(), cursor(20), 0);
        postponed.put(row(1), List.of(), cursor(30), 1);

        assertEquals(cursor(10), postponed.kept(cursor(100)));
        postponed.keep(Set.of(2L));
        assertEquals(cursor(20), postponed.kept(cursor(100)));
        postponed.keep(Set.of());
        assertEquals(cursor(100), postponed.kept(cursor(100)));
    }

    @Test
    void cursorThatWentBackIsKeptAsItIs() {
        postponed.put(row(1), List.of(), cursor(10), 0);

        assertEquals(cursor(5), postponed.kept(cursor(5)));
    }

    @Test
    void rowIsAskedForLessAndLessOften() {
        assertTrue(postponed.isDue(row(1), 0));
        postponed.put(row(1), List.of(), cursor(0), 0);
        assertPause(0, INTERVAL);

        postponed.put(row(1), List.of(), cursor(0), seconds(60));
        assertPause(60, Duration.ofSeconds(30));

        postponed.put(row(1), List.of(), cursor(0), seconds(3_000));
        assertPause(3_000, Postponed.LONGEST_PAUSE);
    }

    @Test
    void oldestIsByTimeAndNotByArrival() {
        postponed.put(row(9), List.of(), cursor(0), 0);
        postponed.put(row(3), List.of(), cursor(0), 0);

        assertEquals(Optional.of(AT.plusSeconds(3)), postponed.oldest());
    }

    @Test
    void noMoreAreKeptThanMayBe() {
        for (var id = 0; id < Postponed.MOST; id++) {
            postponed.put(row(id), List.of(), cursor(0), 0);
        }
        postponed.put(row(Postponed.MOST), List.of(), cursor(0), 0);

        assertFalse(postponed.holds(row(Postponed.MOST)));
        assertEquals(Postponed.MOST, postponed.rows().size());
    }

    /** Else, with the neighbour out of sight, the neighbour's webhook would be taken for the row's own. */
    @Test
    void whoMightBeTakenForARowStaysWithIt() {
        var neighbour = row(2, "library/app:v1", 4);
        var row = row(1, "library/app:v1", 5);
        var others = List.of(row, neighbour, row(3, "library/app:v2", 5), row(4, "library/app:v1", 11));

        postponed.put(row, others, cursor(0), 0);

        assertEquals(List.of(neighbour, row), postponed.rows());
        assertFalse(postponed.holds(neighbour));
    }

    /** Two pushes of a tag within a second, of which the later one's webhook was lost: the earlier one's is not its own. */
    @Test
    void pushThatWaitsIsNotTakenForItsNeighboursOnceThatIsOutOfSight() {
        var announced = row(1, "library/app:v1", 4);
        var lost = row(2, "library/app:v1", 5);
        var heard = new Heard();
        heard.hear(webhook(announced));
        assertEquals(List.of(lost), toTell(List.of(announced, lost), heard));

        postponed.put(lost, List.of(announced, lost), cursor(0), 0);

        assertEquals(List.of(lost), toTell(postponed.rows(), heard));
    }

    private static List<AuditRow> toTell(List<AuditRow> rows, Heard heard) {
        var span = new Span(AT, AT.plusSeconds(60), true);
        return Sieve.sift(rows, heard, span, AT.plusSeconds(60)).toTell();
    }

    private static RegistryEvent webhook(AuditRow row) {
        var digest = new Digest("sha256:" + "0".repeat(64));
        var origin = new RegistryEvent.Origin(
                "event-" + row.id(), Side.PRIMARY, "/policies/1", row.at(), row.at(), Optional.empty(), digest);
        return new RegistryEvent.Pushed(origin, row.image(), digest);
    }

    private void assertPause(long asked, Duration pause) {
        assertFalse(postponed.isDue(row(1), seconds(asked) + pause.toNanos() - 1));
        assertTrue(postponed.isDue(row(1), seconds(asked) + pause.toNanos()));
    }

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }

    private static Cursor cursor(long seconds) {
        return new Cursor(AT.plusSeconds(seconds), AT.plusSeconds(seconds));
    }

    private static AuditRow row(long id) {
        return row(id, "library/app:v" + id, id);
    }

    private static AuditRow row(long id, String image, long seconds) {
        return new AuditRow(
                id, AuditRow.Kind.PUSHED, ImageName.parse(image), AT.plusSeconds(seconds), Optional.empty(), "{}");
    }
}
