package io.breakwater.auditor.core;

import static io.breakwater.auditor.Records.NOON;
import static io.breakwater.auditor.Records.V1;
import static io.breakwater.auditor.Records.V2;
import static io.breakwater.auditor.core.Story.GRACE;
import static io.breakwater.schemas.Outcome.ALREADY_PRESENT;
import static io.breakwater.schemas.Outcome.DELETED;
import static io.breakwater.schemas.Outcome.REFUSED;
import static io.breakwater.schemas.Outcome.REPLICATED;
import static io.breakwater.schemas.Outcome.SUPERSEDED;
import static io.breakwater.schemas.Verdict.EXTRA;
import static io.breakwater.schemas.Verdict.IN_SYNC;
import static io.breakwater.schemas.Verdict.MISMATCHED;
import static io.breakwater.schemas.Verdict.MISSING;
import static io.breakwater.schemas.Verdict.PENDING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.breakwater.auditor.Records;
import io.breakwater.schemas.DriftVerdict.Evidence;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("stories")
    void aStoryEndsWithItsVerdict(String title, UnaryOperator<Story> story, List<Verdict> verdicts) {
        var told = story.apply(new Story());

        assertEquals(verdicts.stream().map(Optional::of).toList(), told.published);
    }

    private static Stream<Arguments> stories() {
        return Stream.of(
                tell("a push waits", s -> s.pushed(0, V1), PENDING),
                tell("a push is copied", s -> s.pushed(0, V1).replicated(0, V1), PENDING, IN_SYNC),
                tell(
                        "a push was there already",
                        s -> s.pushed(0, V1).ended(0, ALREADY_PRESENT, Optional.of(V1), Optional.of(V1)),
                        PENDING,
                        IN_SYNC),
                tell("a push is never answered", s -> s.pushed(0, V1).after(GRACE), PENDING, MISSING),
                tell(
                        "a push is answered late",
                        s -> s.pushed(0, V1).after(GRACE).replicated(0, V1),
                        PENDING,
                        MISSING,
                        IN_SYNC),
                tell("a push fails, and stays pending", s -> s.pushed(0, V1).failed(0, "DENIED"), PENDING),
                tell(
                        "a push fails, and grace ends",
                        s -> s.pushed(0, V1).failed(0, "DENIED").after(GRACE),
                        PENDING,
                        MISSING),
                tell(
                        "a newer push is refused, the older is still at the standby",
                        s -> s.pushed(0, V1)
                                .replicated(0, V1)
                                .pushed(1, V2)
                                .ended(1, REFUSED, Optional.of(V2), Optional.of(V1))
                                .after(GRACE),
                        PENDING,
                        IN_SYNC,
                        PENDING,
                        MISMATCHED),
                tell(
                        "a newer push fails before anything was looked at, the older is still at the standby",
                        s -> s.pushed(0, V1)
                                .replicated(0, V1)
                                .pushed(1, V2)
                                .failed(1, "DENIED")
                                .after(GRACE),
                        PENDING,
                        IN_SYNC,
                        PENDING,
                        MISMATCHED),
                tell(
                        "an older push is superseded by one that is copied",
                        s -> s.pushed(0, V1)
                                .pushed(1, V2)
                                .ended(0, SUPERSEDED, Optional.of(V2), Optional.empty())
                                .replicated(1, V2),
                        PENDING,
                        PENDING,
                        IN_SYNC),
                tell(
                        "a delete waits",
                        s -> s.pushed(0, V1).replicated(0, V1).deleted(1).after(MINUTE),
                        PENDING,
                        IN_SYNC,
                        PENDING),
                tell(
                        "a delete is ignored by rule",
                        s -> s.pushed(0, V1).replicated(0, V1).deleted(1).filtered(1),
                        PENDING,
                        IN_SYNC,
                        PENDING,
                        EXTRA),
                tell(
                        "a delete is never answered",
                        s -> s.pushed(0, V1).replicated(0, V1).deleted(1).after(GRACE),
                        PENDING,
                        IN_SYNC,
                        PENDING,
                        EXTRA),
                tell(
                        "the same push comes again unanswered, and nothing has changed",
                        s -> s.pushed(0, V1).replicated(0, V1).pushed(1, V1).after(GRACE),
                        PENDING,
                        IN_SYNC,
                        PENDING,
                        IN_SYNC),
                tell(
                        "a request repairs",
                        s -> s.pushed(0, V1)
                                .failed(0, "DENIED")
                                .after(GRACE)
                                .read(Records.looked(
                                        Records.request(0),
                                        REPLICATED,
                                        Optional.of(V1),
                                        Optional.of(V1),
                                        Optional.empty(),
                                        s.now)),
                        PENDING,
                        MISSING,
                        IN_SYNC));
    }

    private static Arguments tell(String title, UnaryOperator<Story> story, Verdict... verdicts) {
        return arguments(title, story, List.of(verdicts));
    }

    @Test
    void graceIsOverExactlyAtItsEnd() {
        var before = new Story().pushed(0, V1).after(GRACE.minus(MILLISECOND));
        var at = new Story().pushed(0, V1).after(GRACE);

        assertEquals(
                Optional.of(PENDING),
                Judge.judge(before.state, before.now, GRACE).verdict());
        assertEquals(Optional.of(MISSING), Judge.judge(at.state, at.now, GRACE).verdict());
    }

    @Test
    void graceBeginsWhenTheAuditorReadsTheEvent() {
        var readLate = new Story();
        readLate.now = NOON.plus(Duration.ofHours(3));

        readLate.hear(0, Records.pushed(Records.APP, V1, NOON));

        assertEquals(Optional.of(readLate.now.plus(GRACE)), readLate.state.due());
    }

    @Test
    void graceNeverBeginsBeforeTheEventWasReceived() {
        var received = NOON.plus(Duration.ofMinutes(2));

        var story = new Story().hear(0, Records.pushed(Records.APP, V1, received));

        assertEquals(Optional.of(received.plus(GRACE)), story.state.due());
    }

    @Test
    void graceIsThatOfTheOldestEventThatWaits() {
        var story = new Story()
                .pushed(0, V1)
                .after(GRACE.minus(MINUTE))
                .pushed(1, V2)
                .after(MINUTE);

        assertEquals(Optional.of(MISSING), story.verdict());
    }

    @Test
    void anAnsweredEventNoLongerCountsForTheGraceOfANewerOne() {
        var story = new Story()
                .pushed(0, V1)
                .after(GRACE.minus(MINUTE))
                .pushed(1, V2)
                .replicated(0, V1)
                .after(GRACE.minus(MINUTE));

        assertEquals(Optional.of(PENDING), story.verdict());
    }

    @Test
    void aTagThatFailsWithEveryPushDoesNotStayPendingForEver() {
        var story = new Story();
        for (var offset = 0; offset < 6; offset++) {
            story.pushed(offset, V2).failed(offset, "DENIED").after(MINUTE);
        }

        assertEquals(Optional.of(MISSING), story.verdict());
    }

    @Test
    void anUnansweredPushOfAFamousTagKeepsBoundedState() {
        var story = new Story();
        for (var offset = 0; offset < 1000; offset++) {
            story.pushed(offset, V2);
        }

        assertEquals(Progress.MOST_WAITING, story.state.progress().waiting().size());
        assertEquals(Optional.of(IN_SYNC), story.replicated(999, V2).verdict());
    }

    @Test
    void aRefusedPushIsDriftOnlyAfterGraceEvenIfTheLedgerIsReadFirst() {
        var story =
                new Story().ended(0, REFUSED, Optional.of(V1), Optional.empty()).pushed(0, V1);

        assertEquals(List.of(Optional.of(PENDING)), story.published);
        assertEquals(Optional.of(MISSING), story.after(GRACE).verdict());
    }

    @Test
    void aVerdictKeepsItsBeginningWhileOnlyDigestsChange() {
        var story = new Story().pushed(0, V1).after(GRACE).after(MINUTE).pushed(1, V2);

        var standing = story.standing.orElseThrow();
        assertEquals(MISSING, standing.verdict());
        assertEquals(NOON.plus(GRACE), standing.since());
        assertEquals(NOON.plus(GRACE).plus(MINUTE), standing.judgedAt());
        assertEquals(Optional.of(V2), standing.primary().digest());
    }

    @Test
    void aChangeNamesTheVerdictBeforeIt() {
        var story = new Story().pushed(0, V1);
        var answered = Intake.take(
                story.state,
                new Fact.Entry(Records.looked(
                        Records.event(0), REPLICATED, Optional.of(V1), Optional.of(V1), Optional.empty(), NOON)),
                Records.event(0),
                NOON);

        var ruling = (Ruling.Stands) Judge.weigh(answered, NOON, GRACE);

        assertEquals(Optional.of(PENDING), ruling.change().orElseThrow().from());
        assertEquals(IN_SYNC, ruling.change().orElseThrow().to().verdict());
    }

    @Test
    void newDigestsUnderTheSameVerdictAreNoChange() {
        var story = new Story().pushed(0, V1);
        var pushedAgain =
                Intake.take(story.state, new Fact.Event(Records.pushed(Records.APP, V2, NOON)), Records.event(1), NOON);

        var ruling = (Ruling.Stands) Judge.weigh(pushedAgain, NOON, GRACE);

        assertEquals(Optional.empty(), ruling.change());
    }

    @Test
    void anImageThatIsGoneFromBothSidesIsWithdrawnAndLaterForgotten() {
        var story = new Story()
                .pushed(0, V1)
                .replicated(0, V1)
                .deleted(1)
                .ended(1, DELETED, Optional.empty(), Optional.empty());

        assertEquals(Optional.empty(), story.published.getLast());
        assertFalse(story.forgotten);
        assertTrue(story.after(Judge.REMEMBERED).forgotten);
    }

    @Test
    void anImageThatNoRuleMapsHasNoVerdict() {
        var story = new Story().pushed(0, V1).filtered(0);

        assertEquals(List.of(Optional.of(PENDING), Optional.empty()), story.published);
    }

    @Test
    void anImageThatNoRuleMapsStaysSilentWhenItIsPushedAgain() {
        var story = new Story().pushed(0, V1).filtered(0).pushed(1, V2).filtered(1);

        assertEquals(List.of(Optional.of(PENDING), Optional.empty()), story.published);
    }

    @Test
    void anImageIsOursAgainOnceItIsCopied() {
        var story = new Story().pushed(0, V1).filtered(0).pushed(1, V2).replicated(1, V2);

        assertEquals(Optional.of(IN_SYNC), story.verdict());
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"REPLICATED", "ALREADY_PRESENT"})
    void aCopyWithUnequalEndsIsMismatchedAtOnce(Outcome outcome) {
        var story = new Story().pushed(0, V1).ended(0, outcome, Optional.of(V1), Optional.of(V2));

        assertEquals(Optional.of(MISMATCHED), story.verdict());
    }

    @Test
    void aRequestThatIsAnsweredDoesNotAnswerAnEvent() {
        var story = new Story()
                .pushed(7, V1)
                .read(Records.looked(
                        Records.request(9), REPLICATED, Optional.of(V1), Optional.of(V1), Optional.empty(), NOON));

        assertEquals(Optional.of(PENDING), story.verdict());
    }

    @Test
    void evidenceNamesTheRecordsThatSaySo() {
        var story = new Story().pushed(3, V1).replicated(3, V1).after(MINUTE).pushed(4, V2);

        var standing = story.standing.orElseThrow();
        assertEquals(
                new Evidence(Optional.of(V2), Optional.of(NOON.plus(MINUTE)), Optional.of(Records.event(4))),
                standing.primary());
        assertEquals(
                new Evidence(Optional.of(V1), Optional.of(NOON), Optional.of(Records.ledger(0))), standing.standby());
    }
}
