package io.breakwater.auditor.core;

import static io.breakwater.auditor.Records.V1;
import static io.breakwater.auditor.Records.V2;
import static io.breakwater.auditor.core.Story.GRACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.breakwater.auditor.Records;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {
    @ParameterizedTest(name = "{1}")
    @MethodSource("sentences")
    void aVerdictIsExplainedInOneSentence(UnaryOperator<Story> story, String sentence) {
        var standing = story.apply(new Story()).standing;

        assertEquals(Optional.of(sentence), standing.flatMap(DriftVerdict::explanation));
    }

    private static Stream<Arguments> sentences() {
        return Stream.of(
                tell(
                        s -> s.pushed(0, V1),
                        "library/app:v1 was pushed at 2026-11-23T12:00:00Z; the ledger has no record of its last event yet."
                                + " It counts as drift after 5 min."),
                tell(
                        s -> s.pushed(0, V1).after(GRACE),
                        "library/app:v1 is not at the standby although it was pushed at 2026-11-23T12:00:00Z;"
                                + " the ledger has no record of its last event yet."),
                tell(
                        s -> s.pushed(0, V1).failed(0, "MANIFEST_UNKNOWN").after(Duration.ofMinutes(6)),
                        "library/app:v1 is not at the standby although it was pushed at 2026-11-23T12:00:00Z;"
                                + " the replicator's last outcome is FAILED (MANIFEST_UNKNOWN),"
                                + " see replication.dead-letters."),
                tell(
                        s -> s.pushed(0, V1).failed(0, "not a\ncode").after(GRACE),
                        "library/app:v1 is not at the standby although it was pushed at 2026-11-23T12:00:00Z;"
                                + " the replicator's last outcome is FAILED, see replication.dead-letters."),
                tell(
                        s -> s.pushed(0, V1)
                                .replicated(0, V1)
                                .pushed(1, V2)
                                .ended(1, Outcome.REFUSED, Optional.of(V2), Optional.of(V1))
                                .after(GRACE),
                        "library/app:v1 is sha256:222222222222 at the primary but sha256:111111111111 at the standby"
                                + " although it was seen at the primary at 2026-11-23T12:00:00Z;"
                                + " the replicator's last outcome is REFUSED, see replication.ledger/0@1."),
                tell(
                        s -> s.pushed(0, V1).replicated(0, V1).deleted(1).filtered(1),
                        "library/app:v1 is at the standby although it was deleted at 2026-11-23T12:00:00Z;"
                                + " the replicator's last outcome is FILTERED, see replication.ledger/0@1."),
                tell(
                        s -> s.hear(0, Records.pushedToStandby(Records.APP, V1, s.now))
                                .after(GRACE),
                        "library/app:v1 is at the standby although it was never seen at the primary;"
                                + " the ledger has no record of its last event yet."));
    }

    private static Arguments tell(UnaryOperator<Story> story, String sentence) {
        return arguments(story, sentence);
    }

    @ParameterizedTest
    @CsvSource({"-3, 0 s", "0, 0 s", "119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "172800, 2 d"})
    void timesAreGivenInTheLargestUnitThatFits(long seconds, String words) {
        assertEquals(words, Explanation.words(Duration.ofSeconds(seconds)));
    }
}
