package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.CredentialFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.replicator.core.Patience.Step;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PatienceTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration REFUSALS = Duration.ofMinutes(15);

    /** What can be met. */
    enum Met {
        BROKEN,
        IMMUTABLE,
        REFUSED,
        DOWN,
        THROTTLED,
        THROTTLED_FOR_A_DAY,
        UNKNOWN_TO_THEM;

        RegistryException fault() {
            return switch (this) {
                case BROKEN -> new ArtifactFault(ArtifactFault.DIGEST_MISMATCH, "broken");
                case IMMUTABLE -> new ArtifactFault("TAG_IMMUTABLE", "immutable");
                case REFUSED -> ArtifactFault.refusal("DENIED", "no", "cr.example.io");
                case DOWN -> new RegistryFault(RegistryFault.UNREACHABLE, "down");
                case THROTTLED ->
                    new RegistryFault(RegistryFault.TOOMANYREQUESTS, "wait", Optional.of(Duration.ofMinutes(1)));
                case THROTTLED_FOR_A_DAY ->
                    new RegistryFault(RegistryFault.TOOMANYREQUESTS, "wait", Optional.of(Duration.ofDays(1)));
                case UNKNOWN_TO_THEM -> new CredentialFault("UNAUTHORIZED", "who are you");
            };
        }
    }

    private final Patience patience = new Patience(3, REFUSALS, new Backoff(FIRST, LONGEST));

    static Stream<Arguments> table() {
        return Stream.of(
                // fault, before it: faults, refusals, refused for, outages; refuses everyone -> outcome or wait
                row(Met.BROKEN, 0, 0, Duration.ZERO, 0, false, FIRST),
                row(Met.BROKEN, 1, 0, Duration.ZERO, 99, false, FIRST.multipliedBy(2)),
                row(Met.BROKEN, 2, 0, Duration.ZERO, 0, false, Outcome.FAILED),
                row(Met.IMMUTABLE, 2, 0, Duration.ZERO, 0, false, Outcome.REFUSED),
                row(Met.REFUSED, 0, 0, Duration.ZERO, 0, false, FIRST),
                row(Met.REFUSED, 2, 3, Duration.ofMinutes(1), 0, false, FIRST.multipliedBy(8)),
                row(Met.REFUSED, 0, 500, REFUSALS.minusMillis(1), 0, false, REFUSALS.dividedBy(10)),
                row(Met.REFUSED, 0, 20, REFUSALS, 0, false, Outcome.REFUSED),
                row(Met.REFUSED, 0, 20, REFUSALS, 0, true, FIRST),
                row(Met.REFUSED, 0, 0, Duration.ZERO, 1_000_000, true, LONGEST),
                row(Met.DOWN, 2, 20, REFUSALS, 0, false, FIRST),
                row(Met.DOWN, 0, 0, Duration.ZERO, 1_000_000, false, LONGEST),
                row(Met.THROTTLED, 0, 0, Duration.ZERO, 0, false, Duration.ofMinutes(1)),
                row(Met.THROTTLED_FOR_A_DAY, 0, 0, Duration.ZERO, 0, false, Duration.ofMinutes(5)),
                row(Met.UNKNOWN_TO_THEM, 0, 0, Duration.ZERO, 1_000_000, false, LONGEST));
    }

    private static Arguments row(
            Met fault, int faults, int refusals, Duration refusedFor, int outages, boolean everyone, Object expected) {
        return Arguments.of(fault, new Tries(faults, refusals, refusedFor, outages), everyone, expected);
    }

    @ParameterizedTest
    @MethodSource("table")
    void whoseFaultItIsSaysHowLongItIsTriedAgain(Met fault, Tries before, boolean everyone, Object expected) {
        Object found = switch (patience.after(fault.fault(), before, everyone, 1)) {
            case Step.GiveUp end -> end.outcome();
            case Step.Again again -> again.delay();
        };

        assertEquals(expected, found);
    }

    /** A scan, or a role that takes minutes to arrive: some ten tries and more, over the whole time. */
    @Test
    void aRefusalIsTriedForItsWholePatienceAndThenFinal() {
        var tries = Tries.NONE;
        var waited = Duration.ZERO;
        while (patience.after(Met.REFUSED.fault(), tries, false, 0.5) instanceof Step.Again(var next, var delay)) {
            tries = next;
            waited = waited.plus(delay);
        }

        assertEquals(20, tries.refusals());
        assertEquals(waited, tries.refusedFor());
        assertEquals(REFUSALS.toMinutes(), waited.toMinutes());
    }

    @Test
    void aRefusalOfEveryoneUsesUpNoPatienceAndCountsAgainstNobody() {
        var tries = Tries.NONE;
        for (var round = 0; round < 10_000; round++) {
            if (patience.after(Met.REFUSED.fault(), tries, true, 0) instanceof Step.Again again) {
                tries = again.tries();
            }
        }

        assertEquals(Duration.ZERO, tries.refusedFor());
        assertEquals(0, tries.counted());
    }
}
