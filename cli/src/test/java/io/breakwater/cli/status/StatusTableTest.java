package io.breakwater.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.topics.Spans.Span;
import io.breakwater.replicator.JobsUnderWay;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Status.RegistryState UP =
            new Status.RegistryState("cr.example.io", true, 12, Optional.empty());
    private static final Status.RegistryState DOWN = new Status.RegistryState(
            "asia.gcr.io", false, 0, Optional.of("UNREACHABLE: no connection (refused or no route) " + "x".repeat(60)));
    private static final Status.Group GROUP = new Status.Group("breakwater-replicator", "STABLE", 1);
    private static final Status.Lag LATE = new Status.Lag("registry.events", 3, Optional.of(720L));
    private static final Status.Lag NONE = new Status.Lag("replication.requests", 0, Optional.empty());

    private static final Map<Outcome, Long> OUTCOMES = Map.of(Outcome.REPLICATED, 2L);

    @Test
    void quietStateNeedsNobody() {
        assertEquals(List.of(), Status.attention(UP, UP, GROUP, List.of(NONE), Map.of(Verdict.IN_SYNC, 4L), 0));
    }

    @Test
    void eachThingThatIsWrongIsTold() {
        var attention = Status.attention(
                UP,
                DOWN,
                new Status.Group("g", "EMPTY", 0),
                List.of(LATE, NONE),
                Map.of(Verdict.MISSING, 1L, Verdict.PENDING, 9L),
                2);
        assertEquals(5, attention.size(), attention::toString);
        assertTrue(attention.contains("Drift is found on 1 image: see 'breakwater drift'."), attention::toString);
        assertTrue(
                attention.contains("Open: 2 dead letters, see 'breakwater dead-letters list'."), attention::toString);
    }

    @Test
    void linesStayWithinEightyColumns() {
        var status = status(DOWN, List.of(LATE, NONE));
        var lines = StatusTable.render(status);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80), () -> String.join("\n", lines));
        assertTrue(lines.contains("open          registry.events        3, the oldest for 12 min"), lines::toString);
        assertTrue(lines.contains("ledger        last 60 min            2 REPLICATED; 1.0 KiB sent"), lines::toString);
    }

    @Test
    void manyOutcomesGoOnBelowEachOther() {
        var outcomes = Arrays.stream(Outcome.values())
                .collect(Collectors.toMap(one -> one, _ -> 1_000L, Long::sum, () -> new EnumMap<>(Outcome.class)));
        var lines = StatusTable.render(status(UP, List.of(NONE), outcomes));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80), () -> String.join("\n", lines));
        assertTrue(lines.contains(" ".repeat(37) + "1000 SUPERSEDED, 1000 FILTERED,"), () -> String.join("\n", lines));
    }

    @Test
    void whatIsUnderWayIsShownWithItsBytes() {
        var jobs = List.of(
                job("library/big:v1", JobsUnderWay.State.COPYING, 0, Optional.of(20L << 30)),
                job("library/new:v1", JobsUnderWay.State.COPYING, 0, Optional.empty()),
                job("library/app:v1", JobsUnderWay.State.BACKING_OFF, 2, Optional.of(5L)));
        var lines = StatusTable.render(status(jobs, 3));
        assertTrue(
                lines.containsAll(List.of(
                        "copying      library/big:v1  12.3 GiB of 20.0 GiB, for 6 min",
                        "copying      library/new:v1  for 6 min",
                        "backing off  library/app:v1  for 6 min, 2 tries in vain",
                        "3 more, see /jobs on the operations port")),
                () -> String.join("\n", lines));
    }

    @Test
    void manyJobsAreCounted() {
        var jobs = Collections.nCopies(25, job("library/a:v1", JobsUnderWay.State.WAITING, 0, Optional.empty()));
        var lines = StatusTable.render(status(jobs, 40));
        assertEquals(
                10, lines.stream().filter(line -> line.startsWith("waiting ")).count());
        assertTrue(lines.contains("55 more, see /jobs on the operations port"), () -> String.join("\n", lines));
    }

    @Test
    void replicatorThatIsAtNothingHasNoLines() {
        assertEquals(
                StatusTable.render(status(UP, List.of(NONE))),
                StatusTable.render(
                        status(UP, List.of(NONE), OUTCOMES, Optional.of(new JobsUnderWay("g", "one", List.of(), 0)))));
    }

    @Test
    void waitIsToldInTheUnitOfTheTable() {
        var attention = Status.attention(UP, UP, GROUP, List.of(LATE), Map.of(), 0);
        assertEquals(
                List.of("The oldest open record of registry.events is not done after 12 min;"
                        + " /jobs and /readyz of the replicators and their log say how it gets on."),
                attention);
    }

    @Test
    void recordsThatAreDoneBeyondTheCommittedOffsetAreNotOpen() {
        var frontier = Frontier.at(10);
        Stream.of(10L, 11L, 12L, 13L).forEach(frontier::begin);
        frontier.complete(11);
        frontier.complete(13);
        var committed = Frontier.committed(frontier.offset(), frontier.metadata());
        assertEquals(3, Lags.open(committed, new Span(10, 15)));
    }

    private static Status status(Status.RegistryState standby, List<Status.Lag> lag) {
        return status(standby, lag, OUTCOMES);
    }

    private static Status status(List<JobsUnderWay.Job> jobs, int more) {
        return status(UP, List.of(NONE), OUTCOMES, Optional.of(new JobsUnderWay("g", "one", jobs, more)));
    }

    private static JobsUnderWay.Job job(String image, JobsUnderWay.State state, int tries, Optional<Long> bytesTotal) {
        var done = (long) (12.3 * (1L << 30));
        var begun = NOON.minusSeconds(3600);
        return new JobsUnderWay.Job(
                image, state, false, begun, NOON.minusSeconds(360), tries, Optional.empty(), done, done, bytesTotal);
    }

    private static Status status(Status.RegistryState standby, List<Status.Lag> lag, Map<Outcome, Long> outcomes) {
        return status(standby, lag, outcomes, Optional.empty());
    }

    private static Status status(
            Status.RegistryState standby,
            List<Status.Lag> lag,
            Map<Outcome, Long> outcomes,
            Optional<JobsUnderWay> jobs) {
        var ledger = new Status.Ledger(NOON.minusSeconds(3600), outcomes, 1024);
        return new Status(
                NOON,
                UP,
                standby,
                GROUP,
                lag,
                jobs,
                ledger,
                Map.of(),
                0,
                Status.attention(UP, standby, GROUP, lag, Map.of(), 0));
    }
}
