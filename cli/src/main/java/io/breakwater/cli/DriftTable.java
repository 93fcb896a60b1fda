package io.breakwater.cli;

import io.breakwater.cli.text.Table;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.Verdict;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drift verdicts as text for a person: a table and one line that sums it up. */
final class DriftTable {
    /** Characters; as many of a digest's hex digits as Docker and Harbor show. */
    private static final int SHORT_DIGEST = 12;

    private DriftTable() {}

    /** Lines without line ends; the verdicts keep their order. */
    static List<String> render(List<DriftVerdict> verdicts) {
        var table = Table.of("IMAGE", "VERDICT", "SINCE", "PRIMARY", "STANDBY", "EXPLANATION");
        verdicts.forEach(verdict -> table.row(
                verdict.image().key(),
                verdict.verdict().name(),
                verdict.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                digest(verdict.primary().digest()),
                digest(verdict.standby().digest()),
                verdict.explanation().orElse("")));
        return table.lines();
    }

    /** Such as {@code 12 images: 10 IN_SYNC, 2 MISSING; drift found}. */
    static String summary(List<DriftVerdict> verdicts) {
        var counts = counts(verdicts);
        var images = verdicts.size() == 1 ? "1 image" : verdicts.size() + " images";
        if (counts.isEmpty()) {
            return images + ": nothing has been judged yet";
        }
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ", images + ": ", isDrift(verdicts) ? "; drift found" : "; no drift"));
    }

    static boolean isDrift(List<DriftVerdict> verdicts) {
        return verdicts.stream().anyMatch(verdict -> verdict.verdict().isDrift());
    }

    /** How many images have each verdict, in the order of the verdicts; those that none has are left out. */
    static Map<Verdict, Long> counts(List<DriftVerdict> verdicts) {
        return verdicts.stream()
                .collect(Collectors.groupingBy(
                        DriftVerdict::verdict, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
    }

    private static String digest(Optional<Digest> digest) {
        return digest.map(Digest::value)
                .map(value -> value.substring(value.indexOf(':') + 1).substring(0, SHORT_DIGEST))
                .orElse("-");
    }
}
