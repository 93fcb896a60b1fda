package io.breakwater.cli.letters;

import io.breakwater.cli.letters.Letter.State;
import io.breakwater.schemas.OperationRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators have done about dead letters, by {@code operations.audit}. */
record Deeds(Map<String, State> byPlace) {
    static final String REQUEUE = "requeue";
    static final String DISCARD = "discard";

    /** The letter that a record is about, in the record's details. */
    static final String LETTER = "letter";

    static Deeds of(List<OperationRecord> records) {
        var byPlace = new HashMap<String, State>();
        records.forEach(record -> state(record.operation())
                .ifPresent(state -> Optional.ofNullable(record.details().get(LETTER))
                        .ifPresent(place -> byPlace.put(place, state))));
        return new Deeds(Map.copyOf(byPlace));
    }

    private static Optional<State> state(String operation) {
        return switch (operation) {
            case REQUEUE -> Optional.of(State.REQUEUED);
            case DISCARD -> Optional.of(State.DISCARDED);
            default -> Optional.empty();
        };
    }

    State about(LetterId letter) {
        return byPlace.getOrDefault(letter.place(), State.OPEN);
    }
}
