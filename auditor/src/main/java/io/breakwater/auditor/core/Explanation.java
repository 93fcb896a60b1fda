package io.breakwater.auditor.core;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** A verdict in one sentence for a person: what is the case, since when, why, and where to look. */
final class Explanation {
    /** A code can come from a registry's answer; what does not look like one is left out. */
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final int SHORT_HEX = 12;

    private Explanation() {}

    /** Absent for {@code IN_SYNC}, which needs none. */
    static Optional<String> of(ImageState state, Verdict verdict, Duration grace) {
        return switch (verdict) {
            case IN_SYNC -> Optional.empty();
            case PENDING ->
                Optional.of(state.image() + " " + lastSeen(state) + "; " + cause(state) + ". It counts as drift after "
                        + words(grace) + ".");
            case MISSING ->
                Optional.of(state.image() + " is not at the standby although it " + lastSeen(state) + "; "
                        + cause(state) + ".");
            case MISMATCHED ->
                Optional.of(state.image() + " is " + shortened(state.primary()) + " at the primary but "
                        + shortened(state.standby()) + " at the standby although it " + lastSeen(state) + "; "
                        + cause(state) + ".");
            case EXTRA ->
                Optional.of(state.image() + " is at the standby although it "
                        + (state.primary().isPresent() ? lastSeen(state) : "was never seen at the primary") + "; "
                        + cause(state) + ".");
            // What needs a survey to be seen; nothing here finds it yet.
            case CONFLICT, INCOMPLETE, UNKNOWN -> Optional.of(state.image() + " is " + verdict + ".");
        };
    }

    /** What the primary's evidence says: "was pushed at 2026-11-23T12:00:00Z"; it is read long after it was written. */
    private static String lastSeen(ImageState state) {
        return state.primary()
                .map(seen -> verb(seen) + " at " + seen.seenAt().truncatedTo(ChronoUnit.SECONDS))
                .orElse("has changed");
    }

    private static String verb(Sighting seen) {
        if (seen.isHearsay()) {
            return seen.digest().isPresent() ? "was pushed" : "was deleted";
        }
        return seen.digest().isPresent() ? "was seen at the primary" : "was gone from the primary";
    }

    private static String cause(ImageState state) {
        if (!state.progress().waiting().isEmpty()) {
            return "the ledger has no record of its last event yet";
        }
        return state.answer().map(Explanation::cause).orElse("the ledger has no record of it");
    }

    private static String cause(Answer answer) {
        var code = answer.code()
                .filter(text -> CODE.matcher(text).matches())
                .map(text -> " (" + text + ")")
                .orElse("");
        var place = answer.outcome() == Outcome.FAILED
                ? Topic.REPLICATION_DEAD_LETTERS.topicName()
                : answer.writtenIn().toString();
        return "the replicator's last outcome is " + answer.outcome() + code + ", see " + place;
    }

    private static String shortened(Optional<Sighting> seen) {
        return Sighting.digest(seen).map(Explanation::shortened).orElse("nothing");
    }

    private static String shortened(Digest digest) {
        var hex = digest.value().indexOf(':') + 1;
        return digest.value().substring(0, hex + SHORT_HEX);
    }

    /** In the largest unit that fits, rounded down. */
    static String words(Duration time) {
        if (time.compareTo(Duration.ofDays(2)) >= 0) {
            return time.toDays() + " d";
        }
        if (time.compareTo(Duration.ofHours(2)) >= 0) {
            return time.toHours() + " h";
        }
        return time.compareTo(Duration.ofMinutes(2)) >= 0
                ? time.toMinutes() + " min"
                : Math.max(0, time.toSeconds()) + " s";
    }
}
