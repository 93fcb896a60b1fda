package io.breakwater.testkit.harbor;

import java.net.URI;
import java.util.OptionalInt;

/**
 * One webhook to one target, as it stands.
 *
 * @param about what the body says: an event's name, or {@code raw}
 * @param attempts that were made, 1 to 3
 * @param lastStatus of the last attempt; absent where there was no answer in time
 */
public record Delivery(long number, String about, URI target, int attempts, OptionalInt lastStatus, State state) {
    /** How far it got. */
    public enum State {
        UNDER_WAY,
        DELIVERED,
        /** Harbor forgets it then: there is no dead-letter queue. */
        GIVEN_UP
    }

    public boolean isDone() {
        return state != State.UNDER_WAY;
    }

    Delivery after(OptionalInt status, State newState) {
        return new Delivery(number, about, target, attempts + 1, status, newState);
    }
}
