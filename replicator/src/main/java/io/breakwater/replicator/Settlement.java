package io.breakwater.replicator;

import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Tries;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.LedgerRecord.Transfer;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

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

    /** One copy or delete from its first try to its outcome, for one cause or several. Confined to the jobs' thread. */
    static final class Work {
        private final List<Job> jobs;
        private final Plan.OfImage plan;
        private final Trace trace = new Trace();
        private final Instant startedAt = Instant.now();
        private Tries tries = Tries.NONE;
        private OptionalLong servedWhenItFailed = OptionalLong.empty();
        private Optional<GivenUp> givenUp = Optional.empty();
        private boolean cancelled;
        private boolean large;

        /**
         * @param jobs oldest first
         * @param plan of the newest
         */
        Work(List<Job> jobs, Plan.OfImage plan) {
            this.jobs = List.copyOf(jobs);
            this.plan = plan;
        }

        /** The newest. */
        Job job() {
            return jobs.getLast();
        }

        /** The newest that is about what the primary holds, or else the newest: what the work did is written down with it. */
        private Job lead() {
            return jobs.reversed().stream().filter(this::isCurrent).findFirst().orElseGet(this::job);
        }

        /** Whether the primary has not moved on from what this job's cause spoke of, as far as was seen. */
        private boolean isCurrent(Job job) {
            var seen = trace.atPrimary().map(Settlement::schema);
            return seen.isEmpty() || job.asked().isEmpty() || job.asked().equals(seen);
        }

        Plan.OfImage plan() {
            return plan;
        }

        /** Whether nobody waits for any of it. */
        boolean isBackfill() {
            return jobs.stream().allMatch(Job::isBackfill);
        }

        /** A delete is none: what it has seen must not be older than what the registries are like at present. */
        boolean isUntriedCopy() {
            return plan instanceof Plan.Copy && tries.equals(Tries.NONE);
        }

        /** There was no room for what it has to send: from now on it takes the turn of a large image, whatever is left to send. */
        void foundLarge() {
            large = true;
        }

        /** Whether it takes the turn of a large image. */
        boolean isLarge() {
            return large;
        }

        Instant startedAt() {
            return startedAt;
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

        /**
         * Whether others were served since this failed before; it has failed again now.
         *
         * @param soFar how often others were
         */
        boolean sawOthersServed(long soFar) {
            var served = servedWhenItFailed.isPresent() && servedWhenItFailed.getAsLong() < soFar;
            servedWhenItFailed = OptionalLong.of(soFar);
            return served;
        }

        /** Those that count against the artifact, and the one that went well. */
        private int attempts() {
            return tries.counted() + (givenUp.isPresent() || cancelled ? 0 : 1);
        }

        void giveUp(RegistryException fault, Outcome outcome) {
            givenUp = Optional.of(new GivenUp(fault, outcome));
        }

        Optional<GivenUp> givenUp() {
            return givenUp;
        }

        /** Whether a registry has failed at it for so long that it may fail at any question about it. */
        boolean isGivenUpByError() {
            return givenUp.filter(end -> end.fault() instanceof RegistryFault).isPresent();
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
    List<Settled> of(Work work, ImageCopy.Result result) {
        return switch (result) {
            case ImageCopy.Result.InSync(var digest, var wrote) -> inSync(work, schema(digest), wrote);
            case ImageCopy.Result.Gone(var atStandby) ->
                superseded(work, "GONE", "The primary no longer holds " + work.plan.image() + ".", atStandby);
            case ImageCopy.Result.Restless(var atStandby) ->
                superseded(
                        work, "RESTLESS", "The tag moved with every look; its newest push will be copied.", atStandby);
            case ImageCopy.Result.LeaseLost(), ImageCopy.Result.TooLarge() ->
                throw new IllegalStateException("what is to be begun anew has no outcome");
        };
    }

    /** The registries were asked for a delete and nothing went wrong. */
    Settled of(Work work, ImageDeletion.Result.Settled result) {
        var ending = new Ending(result.outcome(), result.atStandby().map(Settlement::schema), result.reason());
        var settled = ended(work, work.job(), ending, true);
        var letter = result.reason()
                .filter(_ -> result.outcome() == Outcome.REFUSED)
                .map(reason -> work.job()
                        .deadLetter(reason, work.attempts(), settled.ledger().recordedAt()));
        return new Settled(work.job(), settled.ledger(), letter);
    }

    /** The artifact's tries are used up. What asked for another one is not at fault, unless nothing else asked. */
    List<Settled> failed(Work work, GivenUp end, Optional<io.breakwater.registry.reference.Digest> atStandby) {
        var reason = new Reason(end.fault().code(), String.valueOf(end.fault().getMessage()));
        var standby = atStandby.map(Settlement::schema);
        return each(work, (job, leads) -> {
            if (!leads && !work.isCurrent(job)) {
                return newerPush(work, job, standby, false);
            }
            var ending = new Ending(end.outcome(), standby, Optional.of(reason));
            var settled = ended(work, job, ending, leads);
            var letter =
                    job.deadLetter(reason, work.attempts(), settled.ledger().recordedAt());
            return new Settled(job, settled.ledger(), Optional.of(letter));
        });
    }

    /** An operator no longer wants it. What was tried before that is written down all the same. */
    List<Settled> cancelled(Work work, Plan.Settle plan) {
        work.cancelled = true;
        var atStandby = work.trace.atPrimary().filter(work.trace::hasWritten).map(Settlement::schema);
        var ending = new Ending(plan.outcome(), atStandby, Optional.of(plan.reason()));
        return each(work, (job, leads) -> ended(work, job.with(plan), ending, leads));
    }

    private List<Settled> inSync(Work work, Digest present, boolean wrote) {
        var there = Optional.of(present);
        return each(work, (job, leads) -> {
            if (!job.asked().orElse(present).equals(present)) {
                return newerPush(work, job, there, leads);
            }
            var outcome = leads && wrote ? Outcome.REPLICATED : Outcome.ALREADY_PRESENT;
            return ended(work, job, new Ending(outcome, there, Optional.empty()), leads);
        });
    }

    /** The cause spoke of a digest, and the primary holds another one. */
    private Settled newerPush(Work work, Job job, Optional<Digest> atStandby, boolean leads) {
        var asked = job.asked().orElseThrow();
        var newer = work.trace.atPrimary().orElseThrow();
        var message = "Asked for " + asked.value() + "; the primary has moved on to " + newer + ".";
        var reason = Optional.of(new Reason("NEWER_PUSH", message));
        return ended(work, job, new Ending(Outcome.SUPERSEDED, atStandby, reason), leads);
    }

    private List<Settled> superseded(
            Work work, String code, String message, Optional<io.breakwater.registry.reference.Digest> atStandby) {
        var reason = Optional.of(new Reason(code, message));
        var ending = new Ending(Outcome.SUPERSEDED, atStandby.map(Settlement::schema), reason);
        return each(work, (job, leads) -> ended(work, job, ending, leads));
    }

    private static List<Settled> each(Work work, BiFunction<Job, Boolean, Settled> settle) {
        var lead = work.lead();
        return work.jobs.stream()
                .map(job -> settle.apply(job, job.equals(lead)))
                .toList();
    }

    /** How it ended for one cause. */
    private record Ending(Outcome outcome, Optional<Digest> atStandby, Optional<Reason> reason) {}

    /** @param leads whether what the work took is written down here; so it is counted once, however many causes it had */
    private Settled ended(Work work, Job job, Ending ending, boolean leads) {
        var now = Instant.now();
        var ledger = new LedgerRecord(
                job.coordinates(),
                job.causeId(),
                ending.outcome(),
                Optional.of(work.plan.image()),
                Optional.of(target(work.plan)),
                work.trace.atPrimary().map(Settlement::schema),
                ending.atStandby(),
                ending.reason(),
                leads ? work.trace.total() : Transfer.NONE,
                leads ? work.attempts() : 0,
                millis(job.arrivedAt(), work.startedAt),
                millis(work.startedAt, now),
                work.trace.lookedAt(),
                now,
                instance);
        return new Settled(job, ledger, Optional.empty());
    }

    private String target(Plan.OfImage plan) {
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
