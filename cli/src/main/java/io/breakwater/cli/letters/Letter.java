package io.breakwater.cli.letters;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One dead letter without the record that it holds, which may be long.
 *
 * @param state what an operator has done about it
 */
public record Letter(
        String id,
        Optional<String> key,
        Coordinates cause,
        Reason reason,
        int attempts,
        Instant failedAt,
        State state) {
    /** What an operator has done about a letter. */
    public enum State {
        /** Nothing yet. */
        OPEN,
        /** Asked again; if that failed too there is a new letter. */
        REQUEUED,
        /** Put aside. */
        DISCARDED
    }

    static Letter of(LetterId id, DeadLetter letter, State state) {
        return new Letter(
                id.toString(),
                letter.key(),
                letter.cause(),
                letter.reason(),
                letter.attempts(),
                letter.failedAt(),
                state);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it is about one of these images; about any or none, if there are no globs. */
    boolean isAbout(List<NameGlob> globs) {
        return globs.isEmpty()
                || image().map(image -> NameGlob.any(globs, image)).orElse(false);
    }

    private Optional<ImageName> image() {
        try {
            return key.map(ImageName::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
