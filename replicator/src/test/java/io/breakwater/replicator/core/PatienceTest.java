package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.CredentialFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.replicator.core.Patience.Others;
import io.breakwater.replicator.core.Patience.Step;
import io.breakwater.replicator.core.Tries.Waited;
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
    private static final Duration ALONE = Duration.ofMinutes(15);

    /** What can be met. */
    enum Met {
        BROKEN,
        IMMUTABLE,
        REFUSED,
        DOWN,
        FAILING,
        FAILING_FOR_A_MINUTE,
        THROTTLED,
        THROTTLED_FOR_A_DAY,
        UNKNOWN_TO_THEM;

        RegistryException fault() {
            return switch (this) {
                case BROKEN -> new ArtifactFault(ArtifactFault.DIGEST_MISMATCH, "broken");
                case IMMUTABLE -> new ArtifactFault("TAG_IMMUTABLE", "immutable");
                case REFUSED -> ArtifactFault.refusal("DENIED", "no", "cr.example.io");
                case DOWN -> new RegistryFault(RegistryFault.UNREACHABLE, "down");
                case FAILING -> RegistryFault.internalError("oh");
                case FAILING_FOR_A_MINUTE -> new RegistryFault("HTTP_500", "oh", Optional.of(Duration.ofMinutes(1)));
                case THROTTLED ->
                    new RegistryFault(RegistryFault.TOOMANYREQUESTS, "wait", Optional.of(Duration.ofMinutes(1)));
                case THROTTLED_FOR_A_DAY ->
                    new RegistryFault(RegistryFault.TOOMANYREQUESTS, "wait", Optional.of(Duration.ofDays(1)));
                case UNKNOWN_TO_THEM -> new CredentialFault("UNAUTHORIZED", "who are you");
            };
        }
    }

    private final Patience patience = new Patience(3, ALONE, new Backoff(FIRST, LONGEST));

    static Stream<Arguments> table() {
        return Stream.of(
                // fault, tries before it, others -> outcome or wait
                row(Met.BROKEN, Tries.NONE, Others.UNKNOWN, FIRST),
                row(Met.BROKEN, faults(1), Others.UNKNOWN, FIRST.multipliedBy(2)),
                row(Met.BROKEN, faults(2), Others.UNKNOWN, Outcome.FAILED),
                row(Met.IMMUTABLE, faults(2), Others.UNKNOWN, Outcome.REFUSED),
                row(Met.REFUSED, Tries.NONE, Others.UNKNOWN, FIRST),
                row(Met.REFUSED, refused(3, Duration.ofMinutes(1)), Others.UNKNOWN, FIRST.multipliedBy(8)),
                row(Met.REFUSED, refused(500, ALONE.minusMillis(1)), Others.UNKNOWN, ALONE.dividedBy(10)),
                row(Met.REFUSED, refused(20, ALONE), Others.UNKNOWN, Outcome.REFUSED),
                row(Met.REFUSED, refused(20, ALONE), Others.SERVED, Outcome.REFUSED),
                row(Met.REFUSED, refused(20, ALONE), Others.REFUSED, FIRST),
                row(Met.REFUSED, outages(1_000_000), Others.REFUSED, LONGEST),
                row(Met.DOWN, refused(20, ALONE), Others.UNKNOWN, FIRST),
                row(Met.DOWN, erred(20, ALONE), Others.SERVED, FIRST),
                row(Met.DOWN, outages(1_000_000), Others.UNKNOWN, LONGEST),
                row(Met.FAILING, erred(20, ALONE), Others.UNKNOWN, FIRST),
                row(Met.FAILING, Tries.NONE, Others.SERVED, FIRST),
                row(Met.FAILING, erred(500, ALONE.minusMillis(1)), Others.SERVED, ALONE.dividedBy(10)),
                row(Met.FAILING, erred(20, ALONE), Others.SERVED, Outcome.FAILED),
                row(Met.FAILING_FOR_A_MINUTE, erred(20, ALONE), Others.SERVED, Duration.ofMinutes(1)),
                // What has just begun has its own patience.
                row(Met.FAILING, refused(20, ALONE), Others.SERVED, FIRST),
                row(Met.REFUSED, erred(20, ALONE), Others.SERVED, FIRST),
                row(Met.THROTTLED, Tries.NONE, Others.UNKNOWN, Duration.ofMinutes(1)),
                row(Met.THROTTLED_FOR_A_DAY, Tries.NONE, Others.UNKNOWN, Duration.ofMinutes(5)),
                row(Met.UNKNOWN_TO_THEM, outages(1_000_000), Others.UNKNOWN, LONGEST));
    }

    private static Tries faults(int faults) {
        return new Tries(faults, Waited.NONE, Waited.NONE, 99);
    }

    private static Tries refused(int tries, Duration time) {
        return new Tries(2, new Waited(tries, time), Waited.NONE, 0);
    }

    private static Tries erred(int tries, Duration time) {
        return new Tries(2, Waited.NONE, new Waited(tries, time), 0);
    }

    private static Tries outages(int outages) {
        return new Tries(0, Waited.NONE, Waited.NONE, outages);
    }

    private static Arguments row(Met fault, Tries before, Others others, Object expected) {
        return Arguments.of(fault, before, others, expected);
    }

    @ParameterizedTest
    @MethodSource("table")
    void whoseFaultItIsSaysHowLongItIsTriedAgain(Met fault, Tries before, Others others, Object expected) {
        Object found = switch (patience.after(fault.fault(), before, others, 1)) {
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
        while (patience.after(Met.REFUSED.fault(), tries, Others.UNKNOWN, 0.5)
                instanceof Step.Again(var next, var delay)) {
            tries = next;
            waited = waited.plus(delay);
        }

        assertEquals(20, tries.refusals().tries());
        assertEquals(waited, tries.refusals().time());
        assertEquals(ALONE.toMinutes(), waited.toMinutes());
    }

    @Test
    void aRefusalOfEveryoneUsesUpNoPatienceAndCountsAgainstNobody() {
        var tries = Tries.NONE;
        for (var round = 0; round < 10_000; round++) {
            if (patience.after(Met.REFUSED.fault(), tries, Others.REFUSED, 0) instanceof Step.Again again) {
                tries = again.tries();
            }
        }

        assertEquals(Duration.ZERO, tries.refusals().time());
        assertEquals(0, tries.counted());
    }
}
