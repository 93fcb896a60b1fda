package io.breakwater.cli.letters;

import io.breakwater.cli.batch.Operations;
import io.breakwater.cli.letters.Letter.State;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.OperationRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What operators have done about dead letters, by {@code operations.audit}; holds one entry for each letter. */
final class Deeds {
    static final String REQUEUE = "requeue";
    static final String DISCARD = "discard";

    /** The letter that a record is about, in the record's details. */
    static final String LETTER = "letter";

    private final Map<String, State> byPlace = new HashMap<>();

    static Deeds read(TopicReader reader) {
        var deeds = new Deeds();
        Operations.read(reader, deeds::take);
        return deeds;
    }

    /** Takes note of the next record; the last one about a letter counts. */
    void take(OperationRecord record) {
        state(record.operation())
                .ifPresent(state -> Optional.ofNullable(record.details().get(LETTER))
                        .ifPresent(place -> byPlace.put(place, state)));
    }

    private static Optional<State> state(String operation) {
        return switch (operation) {
            case REQUEUE -> Optional.of(State.REQUEUED);
            case DISCARD -> Optional.of(State.DISCARDED);
            default -> Optional.empty();
        };
    }

    State about(LetterId letter) {
        return byPlace.getOrDefault(letter.place().toString(), State.OPEN);
    }
}
