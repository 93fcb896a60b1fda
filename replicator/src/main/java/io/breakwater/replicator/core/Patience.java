package io.breakwater.replicator.core;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.CredentialFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.replicator.core.Tries.Waited;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long a job is tried again (invariant 5). An outage is waited out for as long as it lasts; an artifact that itself is
 * at fault has a few tries; a refusal has some time, since a scan ends and a granted role takes minutes to arrive, unless
 * it meets everyone: then it is an outage. An error of the registry has the same time if others are served all the while, as
 * where its storage has lost a part of the artifact (decisions 0014, 0015).
 *
 * @param faults tries of an artifact that itself is at fault
 * @param alone waited in all before what this job alone meets is final
 * @param backoff after faults and outages
 */
public record Patience(int faults, Duration alone, Backoff backoff) {
    /** Of the patience with what this job alone meets: some ten tries more once the wait has grown to that. */
    private static final int WAITS_ALONE = 10;

    /** A registry may ask for more ({@code Retry-After}), and so may whatever stands before it and has a bad day. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    /** How others fared. */
    public enum Others {
        UNKNOWN,
        /** The registry refuses everyone. */
        REFUSED,
        /** Both registries did the same for some other job, since this one failed before. */
        SERVED
    }

    /** What to do after a try that failed. */
    public sealed interface Step {
        /** Once more, after {@code delay}. */
        record Again(Tries tries, Duration delay) implements Step {}

        /** To the ledger, and to the dead letters. */
        record GiveUp(Tries tries, Outcome outcome) implements Step {}
    }

    /**
     * @param tries before this one
     * @param random in [0, 1)
     */
    public Step after(RegistryException fault, Tries tries, Others others, double random) {
        return switch (fault) {
            case ArtifactFault refusal
            when refusal.refusedBy().isPresent() ->
                others == Others.REFUSED
                        ? waited(tries.outage(), Optional.empty(), random)
                        : alone(tries.refusals().once(), tries::withRefusals, Outcome.REFUSED, random);
            case ArtifactFault artifact -> faulty(artifact, tries.fault(), random);
            case RegistryFault error
            when error.isInternalError() && others == Others.SERVED ->
                alone(tries.errors().once(), tries::withErrors, Outcome.FAILED, random);
            case RegistryFault outage -> waited(tries.outage(), outage.retryAfter(), random);
            case CredentialFault _ -> waited(tries.outage(), Optional.empty(), random);
        };
    }

    private Step faulty(ArtifactFault fault, Tries tries, double random) {
        return tries.faults() >= faults
                ? new Step.GiveUp(tries, Fate.of(fault.code()))
                : new Step.Again(tries, backoff.delay(tries.faults(), Optional.empty(), random));
    }

    /** @param with the tries, with what was waited in them */
    private Step alone(Waited waited, Function<Waited, Tries> with, Outcome end, double random) {
        var delay = backoffAlone().delay(waited.tries(), Optional.empty(), random);
        return waited.time().compareTo(alone) >= 0
                ? new Step.GiveUp(with.apply(waited), end)
                : new Step.Again(with.apply(waited.plus(delay)), delay);
    }

    private Step waited(Tries tries, Optional<Duration> asked, double random) {
        return new Step.Again(tries, backoff.delay(tries.outages(), granted(asked), random));
    }

    /** As much as a registry may ask for. */
    public static Optional<Duration> granted(Optional<Duration> asked) {
        return asked.map(wish -> wish.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : wish);
    }

    private Backoff backoffAlone() {
        var tenth = alone.dividedBy(WAITS_ALONE);
        return new Backoff(backoff.first(), tenth.compareTo(backoff.first()) > 0 ? tenth : backoff.first());
    }
}
