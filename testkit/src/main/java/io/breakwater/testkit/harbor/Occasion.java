package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.UUID;

/**
 * When, by whom and in which request something happened.
 *
 * @param at told in whole seconds, as Harbor does
 * @param operator may be empty (an anonymous pull)
 * @param id of the CloudEvent; the same in every attempt to deliver it. The Default format has none
 * @param requestId shared by all that one HTTP request touched; CloudEvents only
 */
public record Occasion(Instant at, String operator, String id, String requestId) {
    /** Now, with new ids. */
    public static Occasion now(String operator) {
        return new Occasion(Instant.now(), operator, newId(), newId());
    }

    /** The same ids for the same arguments, for tests that compare bytes. */
    public static Occasion at(Instant at, String operator) {
        var seed = at + operator;
        return new Occasion(at, operator, idOf(seed), idOf(seed + "request"));
    }

    /** The same occasion in another delivery: Harbor gives every target of a policy an id of its own. */
    Occasion forAnotherTarget() {
        return new Occasion(at, operator, newId(), requestId);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static String idOf(String seed) {
        return UUID.nameUUIDFromBytes(seed.getBytes(UTF_8)).toString();
    }
}
