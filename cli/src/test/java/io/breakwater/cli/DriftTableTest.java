package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.DriftVerdict.Evidence;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftTableTest {
    private static final Instant SINCE = Instant.parse("2026-11-23T05:00:00.123Z");
    private static final DriftVerdict GOOD =
            verdict("library/app:v1", Verdict.IN_SYNC, seen('a'), seen('a'), Optional.empty());
    private static final DriftVerdict MISSING = verdict(
            "library/longer-name:v2", Verdict.MISSING, seen('b'), Evidence.NONE, Optional.of("not at the standby"));

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertEquals(
                List.of(
                        "IMAGE                   VERDICT  SINCE                 PRIMARY       STANDBY       EXPLANATION",
                        "library/app:v1          IN_SYNC  2026-11-23T05:00:00Z  aaaaaaaaaaaa  aaaaaaaaaaaa",
                        "library/longer-name:v2  MISSING  2026-11-23T05:00:00Z  bbbbbbbbbbbb  -             not at the standby"),
                DriftTable.render(List.of(GOOD, MISSING)));
    }

    @Test
    void summaryCountsEachVerdict() {
        assertEquals("3 images: 2 IN_SYNC, 1 MISSING; drift found", DriftTable.summary(List.of(GOOD, MISSING, GOOD)));
        assertEquals("1 image: 1 IN_SYNC; no drift", DriftTable.summary(List.of(GOOD)));
        assertEquals("0 images: nothing has been judged yet", DriftTable.summary(List.of()));
    }

    @Test
    void onlyAVerdictThatIsDriftCounts() {
        var unknown = verdict("library/app:v3", Verdict.UNKNOWN, Evidence.NONE, Evidence.NONE, Optional.empty());
        assertFalse(DriftTable.isDrift(List.of(GOOD, unknown)));
        assertTrue(DriftTable.isDrift(List.of(GOOD, MISSING)));
    }

    private static DriftVerdict verdict(
            String image, Verdict verdict, Evidence primary, Evidence standby, Optional<String> explanation) {
        return new DriftVerdict(ImageName.parse(image), verdict, SINCE, SINCE, primary, standby, explanation);
    }

    private static Evidence seen(char hex) {
        var digest = new Digest("sha256:" + String.valueOf(hex).repeat(64));
        return new Evidence(Optional.of(digest), Optional.of(SINCE), Optional.empty());
    }
}
