package io.breakwater.replicator;

import io.breakwater.registry.RegistryException;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Tries;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.LedgerRecord.Transfer;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes down how a job ended: results in, ledger records out. */
final class Settlement {
    private final String instance;
    private final String standbyHost;

    Settlement(String instance, String standbyHost) {
        this.instance = instance;
        this.standbyHost = standbyHost;
    }

    /** The end of all tries. */
    record GivenUp(RegistryException fault, Outcome outcome) {}

    /** One copy from its first try to its outcome. Confined to the job's thread. */
    static final class Work {
        private final Job job;
        private final Plan.Copy plan;
        private final Trace trace = new Trace();
        private final Instant startedAt = Instant.now();
        private Tries tries = Tries.NONE;
        private Optional<GivenUp> givenUp = Optional.empty();

        Work(Job job, Plan.Copy plan) {
            this.job = job;
            this.plan = plan;
        }

        Job job() {
            return job;
        }

        Plan.Copy plan() {
            return plan;
        }

        Trace trace() {
            return trace;
        }

        /** Tries in vain so far. */
        Tries tries() {
            return tries;
        }

        void failed(Tries now) {
            tries = now;
        }

        void giveUp(RegistryException fault, Outcome outcome) {
            givenUp = Optional.of(new GivenUp(fault, outcome));
        }

        Optional<GivenUp> givenUp() {
            return givenUp;
        }
    }

    /** Nothing had to be copied. */
    Settled settled(Job job, Plan.Settle plan) {
        var now = Instant.now();
        var ledger = new LedgerRecord(
                job.coordinates(),
                job.causeId(),
                plan.outcome(),
                plan.image(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(plan.reason()),
                Transfer.NONE,
                0,
                millis(job.arrivedAt(), now),
                0,
                Optional.empty(),
                now,
                instance);
        return new Settled(job, ledger, Optional.empty());
    }

    /** Nothing could be made of it. */
    Settled rejected(Job job, Reason reason) {
        var settled = settled(job, new Plan.Settle(Optional.empty(), Outcome.FAILED, reason));
        var letter = job.deadLetter(reason, 0, settled.ledger().recordedAt());
        return new Settled(job, settled.ledger(), Optional.of(letter));
    }

    /** The registries were asked and nothing went wrong. */
    Settled of(Work work, ImageCopy.Result result) {
        return switch (result) {
            case ImageCopy.Result.InSync(var digest, var wrote) -> inSync(work, schema(digest), wrote);
            case ImageCopy.Result.Gone(var atStandby) ->
                superseded(work, "GONE", "The primary no longer holds " + work.plan.image() + ".", atStandby);
            case ImageCopy.Result.Restless(var atStandby) ->
                superseded(
                        work, "RESTLESS", "The tag moved with every look; its newest push will be copied.", atStandby);
            case ImageCopy.Result.LeaseLost() -> throw new IllegalStateException("a lost lease has no outcome");
        };
    }

    /** The artifact's tries are used up. */
    Settled failed(Work work, GivenUp end, Optional<io.breakwater.registry.reference.Digest> atStandby) {
        var reason = new Reason(end.fault().code(), String.valueOf(end.fault().getMessage()));
        var attempts = work.tries.counted();
        var settled = ended(work, end.outcome(), attempts, atStandby.map(Settlement::schema), Optional.of(reason));
        var letter = work.job.deadLetter(reason, attempts, settled.ledger().recordedAt());
        return new Settled(work.job, settled.ledger(), Optional.of(letter));
    }

    private Settled inSync(Work work, Digest present, boolean wrote) {
        var asked = work.plan.asked().orElse(present);
        if (asked.equals(present)) {
            var outcome = wrote ? Outcome.REPLICATED : Outcome.ALREADY_PRESENT;
            return ended(work, outcome, work.tries.counted() + 1, Optional.of(present), Optional.empty());
        }
        var reason = new Reason("NEWER_PUSH", "Asked for " + asked + "; the primary has moved on to " + present + ".");
        return ended(work, Outcome.SUPERSEDED, work.tries.counted() + 1, Optional.of(present), Optional.of(reason));
    }

    private Settled superseded(
            Work work, String code, String message, Optional<io.breakwater.registry.reference.Digest> atStandby) {
        return ended(
                work,
                Outcome.SUPERSEDED,
                work.tries.counted() + 1,
                atStandby.map(Settlement::schema),
                Optional.of(new Reason(code, message)));
    }

    private Settled ended(
            Work work, Outcome outcome, int attempts, Optional<Digest> atStandby, Optional<Reason> reason) {
        var now = Instant.now();
        var ledger = new LedgerRecord(
                work.job.coordinates(),
                work.job.causeId(),
                outcome,
                Optional.of(work.plan.image()),
                Optional.of(target(work.plan)),
                work.trace.atPrimary().map(Settlement::schema),
                atStandby,
                reason,
                work.trace.total(),
                attempts,
                millis(work.job.arrivedAt(), work.startedAt),
                millis(work.startedAt, now),
                work.trace.lookedAt(),
                now,
                instance);
        return new Settled(work.job, ledger, Optional.empty());
    }

    private String target(Plan.Copy plan) {
        var suffix = plan.image().key().substring(plan.image().repository().length());
        return standbyHost + "/" + plan.targetRepository() + suffix;
    }

    /** The topics and the registries each have their own digest; the text is the same. */
    private static Digest schema(io.breakwater.registry.reference.Digest digest) {
        return new Digest(digest.toString());
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
