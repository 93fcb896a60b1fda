package io.breakwater.replicator.core;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.CredentialFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a job is tried again (invariant 5). An outage is waited out for as long as it lasts; an artifact that itself is
 * at fault has a few tries; a refusal has some time, since a scan ends and a granted role takes minutes to arrive, unless
 * it meets everyone: then it is an outage.
 *
 * @param faults tries of an artifact that itself is at fault
 * @param refusals waited in all before a refusal is final
 * @param backoff after faults and outages
 */
public record Patience(int faults, Duration refusals, Backoff backoff) {
    /** Of the patience with refusals: some ten tries more once the wait has grown to that. */
    private static final int REFUSAL_WAITS = 10;

    /** A registry may ask for more ({@code Retry-After}), and so may whatever stands before it and has a bad day. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    /** What to do after a try that failed. */
    public sealed interface Step {
        /** Once more, after {@code delay}. */
        record Again(Tries tries, Duration delay) implements Step {}

        /** To the ledger, and to the dead letters. */
        record GiveUp(Tries tries, Outcome outcome) implements Step {}
    }

    /**
     * @param tries before this one
     * @param everyone whether the registry refuses everyone so; only asked of a refusal
     * @param random in [0, 1)
     */
    public Step after(RegistryException fault, Tries tries, boolean everyone, double random) {
        return switch (fault) {
            case ArtifactFault refusal
            when refusal.refusedBy().isPresent() ->
                everyone ? waited(tries.outage(), Optional.empty(), random) : refused(tries.refusal(), random);
            case ArtifactFault artifact -> faulty(artifact, tries.fault(), random);
            case RegistryFault outage -> waited(tries.outage(), outage.retryAfter(), random);
            case CredentialFault _ -> waited(tries.outage(), Optional.empty(), random);
        };
    }

    private Step faulty(ArtifactFault fault, Tries tries, double random) {
        return tries.faults() >= faults
                ? new Step.GiveUp(tries, Fate.of(fault.code()))
                : new Step.Again(tries, backoff.delay(tries.faults(), Optional.empty(), random));
    }

    private Step refused(Tries tries, double random) {
        var delay = refusalBackoff().delay(tries.refusals(), Optional.empty(), random);
        return tries.refusedFor().compareTo(refusals) >= 0
                ? new Step.GiveUp(tries, Outcome.REFUSED)
                : new Step.Again(tries.refusedFor(delay), delay);
    }

    private Step waited(Tries tries, Optional<Duration> asked, double random) {
        return new Step.Again(tries, backoff.delay(tries.outages(), granted(asked), random));
    }

    /** As much as a registry may ask for. */
    public static Optional<Duration> granted(Optional<Duration> asked) {
        return asked.map(wish -> wish.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : wish);
    }

    private Backoff refusalBackoff() {
        var tenth = refusals.dividedBy(REFUSAL_WAITS);
        return new Backoff(backoff.first(), tenth.compareTo(backoff.first()) > 0 ? tenth : backoff.first());
    }
}
