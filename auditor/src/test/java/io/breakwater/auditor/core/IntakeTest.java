package io.breakwater.auditor.core;

import static io.breakwater.auditor.Records.APP;
import static io.breakwater.auditor.Records.NOON;
import static io.breakwater.auditor.Records.V1;
import static io.breakwater.auditor.Records.V2;
import static io.breakwater.auditor.core.Story.GRACE;
import static io.breakwater.schemas.Outcome.ALREADY_PRESENT;
import static io.breakwater.schemas.Outcome.DELETED;
import static io.breakwater.schemas.Outcome.FAILED;
import static io.breakwater.schemas.Outcome.FILTERED;
import static io.breakwater.schemas.Outcome.REPLICATED;
import static io.breakwater.schemas.Outcome.SUPERSEDED;
import static io.breakwater.schemas.Verdict.EXTRA;
import static io.breakwater.schemas.Verdict.IN_SYNC;
import static io.breakwater.schemas.Verdict.MISMATCHED;
import static io.breakwater.schemas.Verdict.MISSING;
import static io.breakwater.schemas.Verdict.PENDING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.breakwater.auditor.Records;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that come late, twice, or in the other order. */
class IntakeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** One record of one of the two topics. */
    interface Step {
        Story tell(Story story);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void everyInterleavingOfTheTwoTopicsEndsTheSame(
            String title, List<Step> events, List<Step> ledger, Optional<Verdict> verdict) {
        for (var order : interleavings(events, ledger)) {
            var story = new Story();
            order.forEach(step -> step.tell(story));

            assertEquals(verdict, story.verdict());
            assertEquals(verdict, story.after(GRACE).verdict(), "after grace");
        }
    }

    @Test
    void aCancelledRequestDoesNotHideAnOlderOneThatIsCopiedAfterIt() {
        var story = new Story()
                .pushed(0, V1)
                .failed(0, "DENIED")
                .after(GRACE)
                .read(Records.unseen(Records.request(5), FILTERED, Optional.of("CANCELLED"), NOON));
        assertEquals(Optional.of(MISSING), story.verdict());

        story.read(Records.looked(
                Records.request(3), REPLICATED, Optional.of(V1), Optional.of(V1), Optional.empty(), story.now));

        assertEquals(Optional.of(IN_SYNC), story.verdict());
    }

    private static Stream<Arguments> histories() {
        return Stream.of(
                history("copied", List.of(s -> s.pushed(0, V1)), List.of(s -> s.replicated(0, V1)), IN_SYNC),
                history(
                        "superseded, then copied",
                        List.of(s -> s.pushed(0, V1), s -> s.pushed(1, V2)),
                        List.of(
                                s -> s.ended(0, SUPERSEDED, Optional.of(V2), Optional.empty()),
                                s -> s.replicated(1, V2)),
                        IN_SYNC),
                history(
                        "moved back by hand",
                        List.of(s -> s.pushed(0, V1), s -> s.pushed(1, V2), s -> s.pushed(2, V1)),
                        List.of(
                                s -> s.replicated(0, V1),
                                s -> s.replicated(1, V2),
                                s -> s.ended(2, ALREADY_PRESENT, Optional.of(V1), Optional.of(V1))),
                        IN_SYNC),
                history(
                        "copied, then the delete is ignored",
                        List.of(s -> s.pushed(0, V1), s -> s.deleted(1)),
                        List.of(s -> s.replicated(0, V1), s -> s.filtered(1)),
                        EXTRA),
                history(
                        "deleted and pushed again, the delete is told last",
                        List.of(s -> s.pushed(0, V1), s -> s.pushed(1, V2), s -> s.deleted(2)),
                        List.of(s -> s.replicated(0, V1), s -> s.replicated(1, V2), s -> s.filtered(2)),
                        IN_SYNC),
                history(
                        "copied, then deleted at both",
                        List.of(s -> s.pushed(0, V1), s -> s.deleted(1)),
                        List.of(s -> s.replicated(0, V1), s -> s.ended(1, DELETED, Optional.empty(), Optional.empty())),
                        null),
                history(
                        "copied, then deleted without a look",
                        List.of(s -> s.pushed(0, V1), s -> s.deleted(1)),
                        List.of(
                                s -> s.replicated(0, V1),
                                s -> s.read(Records.unseen(Records.event(1), DELETED, Optional.empty(), s.now))),
                        null),
                history(
                        "copied, then no longer mapped",
                        List.of(s -> s.pushed(0, V1), s -> s.pushed(1, V2)),
                        List.of(s -> s.replicated(0, V1), s -> s.filtered(1)),
                        null));
    }

    private static Arguments history(String title, List<Step> events, List<Step> ledger, @Nullable Verdict verdict) {
        return arguments(title, events, ledger, Optional.ofNullable(verdict));
    }

    /** All orders that keep the order within each topic. */
    private static List<List<Step>> interleavings(List<Step> left, List<Step> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return List.of(Stream.concat(left.stream(), right.stream()).toList());
        }
        var all = new ArrayList<List<Step>>();
        interleavings(left.subList(1, left.size()), right).forEach(rest -> all.add(prepend(left.getFirst(), rest)));
        interleavings(left, right.subList(1, right.size())).forEach(rest -> all.add(prepend(right.getFirst(), rest)));
        return all;
    }

    private static List<Step> prepend(Step first, List<Step> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    @Test
    void anEventAfterItsLedgerRecordDoesNotMakeTheImagePendingAgain() {
        var story = new Story().replicated(0, V1).pushed(0, V1);

        assertEquals(List.of(Optional.of(IN_SYNC)), story.published);
    }

    @Test
    void aDeleteAfterItsLedgerRecordDoesNotRaiseTheImage() {
        var story = new Story()
                .pushed(0, V1)
                .replicated(0, V1)
                .ended(1, DELETED, Optional.empty(), Optional.empty())
                .deleted(1);

        assertEquals(Optional.empty(), story.published.getLast());
        assertEquals(3, story.published.size());
    }

    @Test
    void aRecordThatComesTwiceChangesNothing() {
        var story = new Story().pushed(0, V1).replicated(0, V1);
        var before = story.state;

        story.after(MINUTE).pushed(0, V2).replicated(0, V2);

        assertEquals(before, story.state);
    }

    @Test
    void aLedgerRecordOfAnOlderEventChangesNothing() {
        var story = new Story().pushed(0, V1).pushed(1, V2).replicated(1, V2);
        var before = story.state;

        story.replicated(0, V1);

        assertEquals(before, story.state);
    }

    @Test
    void aLedgerRecordOfANewerEventAnswersTheOlderOnesToo() {
        var story = new Story().pushed(0, V1).pushed(1, V2).replicated(1, V2);

        assertEquals(Optional.of(IN_SYNC), story.verdict());
    }

    @Test
    void aLedgerRecordOfAnUnknownTopicIsNoEvidence() {
        var story = new Story();

        story.read(Records.looked(
                new Coordinates("elsewhere", 0, 5),
                REPLICATED,
                Optional.of(V1),
                Optional.of(V1),
                Optional.empty(),
                NOON));

        assertEquals(ImageState.unknown(APP), story.state);
    }

    @Test
    void anEventThatConcernsNoImageChangesNothing() {
        var story = new Story().hear(0, Records.other(NOON));

        assertEquals(ImageState.unknown(APP), story.state);
    }

    @Test
    void aFailureThatLookedNowhereLeavesTheEventsDigestStanding() {
        var story = new Story().failed(0, "DENIED").pushed(0, V1);

        assertEquals(Optional.of(V1), story.standing.orElseThrow().primary().digest());
    }

    @Test
    void theStandbysOwnEchoOfACopyIsNoNews() {
        var story = new Story().pushed(0, V1).replicated(0, V1).hear(1, Records.pushedToStandby(APP, V1, NOON));

        assertEquals(List.of(Optional.of(PENDING), Optional.of(IN_SYNC)), story.published);
    }

    @Test
    void aLateEchoOfAnOlderCopyDoesNotHideTheNewerOne() {
        var story = new Story().pushed(0, V1).replicated(0, V1).after(MINUTE);
        story.pushed(1, V2).replicated(1, V2).hear(2, Records.pushedToStandby(APP, V1, NOON));

        assertEquals(Optional.of(IN_SYNC), story.verdict());
    }

    @Test
    void aForeignPushToTheStandbyIsDriftAfterGrace() {
        var story = new Story().pushed(0, V1).replicated(0, V1).after(MINUTE);
        story.hear(1, Records.pushedToStandby(APP, V2, story.now)).after(GRACE);

        assertEquals(Optional.of(MISMATCHED), story.verdict());
    }

    @Test
    void aFilteredEventOfTheStandbyLeavesTheImageOurs() {
        var story = new Story().pushed(0, V1).replicated(0, V1).after(MINUTE);
        story.hear(1, Records.pushedToStandby(APP, V2, story.now)).filtered(1);

        assertEquals(Optional.of(MISMATCHED), story.verdict());
    }

    @Test
    void aStateReadsBackAsItWasWritten() {
        var states = JsonSerde.of(ImageState.class);
        var story = new Story().pushed(0, V1).replicated(0, V1).after(MINUTE).pushed(1, V2);
        story.ended(1, FAILED, Optional.of(V2), Optional.of(V1)).pushed(2, V1);

        assertEquals(story.state, states.read(states.write(story.state)));
        assertEquals(ImageState.unknown(APP), states.read(states.write(ImageState.unknown(APP))));
    }
}
