package io.breakwater.replicator;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Brake;
import io.breakwater.replicator.core.CancelledBatches;
import io.breakwater.replicator.core.Deletes;
import io.breakwater.replicator.core.Patience;
import io.breakwater.replicator.core.Patience.Others;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Turns;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the outcome of one job, on a virtual thread of its own: plain blocking code that is interrupted when the
 * partition goes. How often it tries is for {@link Patience} to say.
 */
final class Worker implements Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Clocks disagree by less. A longer wait would hold the partition's frontier: its offset stays open all the while. */
    private static final Duration MOST_EARLY = Duration.ofMinutes(5);

    private final ImageCopy copy;
    private final ImageCopy backfill;
    private final ImageDeletion deletion;
    private final Brake brake;
    private final ReplicatorLimits limits;
    private final Patience patience;
    private final Refusers refusers;
    private final Served served = new Served();
    private final Turns turns;
    private final Repositories repositories = new Repositories();
    private final AtomicInteger backfillsBackingOff = new AtomicInteger();
    private final Circuits circuits;
    private final Lease lease;
    private final CancelledBatches cancelled;
    private final Settlement settlement;
    private final UnderWay underWay;
    private final ReplicatorMeters meters;

    Worker(
            ReplicatorConfig config,
            Circuits circuits,
            Refusers refusers,
            Lease lease,
            CancelledBatches cancelled,
            UnderWay underWay,
            ReplicatorMeters meters) {
        var copier =
                new Copier(config.primary(), config.standby(), config.limits().copy());
        this.copy = new ImageCopy(
                config.primary(), config.standby(), copier, config.rules().referrers(), meters::sent);
        this.backfill = copy.behindOthers();
        this.deletion = new ImageDeletion(config.primary(), config.standby(), copier);
        this.brake = brake(config.rules().deletes());
        this.limits = config.limits();
        this.patience = limits.patience();
        this.refusers = refusers;
        this.turns = new Turns(limits.parallelImages());
        this.circuits = circuits;
        this.lease = lease;
        this.cancelled = cancelled;
        this.settlement =
                new Settlement(config.instanceId(), config.standby().host().toString());
        this.underWay = underWay;
        this.meters = meters;
    }

    private static Brake brake(Deletes rule) {
        return switch (rule) {
            case Deletes.Ignore _ -> new Brake(0, Duration.ofHours(1));
            case Deletes.Mirror mirror -> new Brake(mirror.atMost(), Duration.ofHours(1));
        };
    }

    /** What became of jobs that were worked on as one. */
    sealed interface End {
        /** Each has its outcome, to be recorded. */
        record Done(List<Settled> settled) implements End {}

        /** It is to be begun anew after {@code delay}; whatever else is of its name goes first. */
        record Later(Duration delay) implements End {}
    }

    @Override
    public Backfills<Job> backfills() {
        return new Backfills<>(turns::forBackfill, backfillsBackingOff::get);
    }

    @Override
    public End settle(List<Job> jobs) throws InterruptedException {
        var newest = jobs.getLast();
        return switch (newest.plan()) {
            case Plan.Settle plan -> new End.Done(List.of(settlement.settled(newest, plan)));
            case Plan.Reject(var reason) -> new End.Done(List.of(settlement.rejected(newest, reason)));
            case Plan.Copy plan -> copy(jobs, plan);
            case Plan.Delete plan -> delete(newest, plan);
        };
    }

    /** What is about a digest alone may be a child of an index, whose own event is on its way (decision 0009). */
    private End copy(List<Job> jobs, Plan.Copy plan) throws InterruptedException {
        if (plan.image() instanceof ImageName.Untagged && plan.asked().isPresent()) {
            var age = Duration.between(jobs.getLast().arrivedAt(), Instant.now());
            var rest = limits.untaggedWait().minus(age.isNegative() ? Duration.ZERO : age);
            // No turn is held meanwhile, and nothing tells when the index is done, perhaps in another process.
            Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
        }
        return work(new Settlement.Work(jobs, plan));
    }

    private End delete(Job job, Plan.Delete plan) throws InterruptedException {
        var early = Duration.between(Instant.now(), plan.notBefore());
        if (early.compareTo(MOST_EARLY) > 0) {
            var reason = new Reason(
                    "TOO_EARLY",
                    "Not to be deleted before " + plan.notBefore() + ", and not kept here until then: ask again then.");
            return new End.Done(List.of(
                    settlement.settled(job, new Plan.Settle(Optional.of(plan.image()), Outcome.FILTERED, reason))));
        }
        if (early.isPositive()) {
            return new End.Later(early);
        }
        return work(new Settlement.Work(List.of(job), plan));
    }

    private End work(Settlement.Work work) throws InterruptedException {
        try (var _ = underWay.begin(work)) {
            return ended(work);
        }
    }

    private End ended(Settlement.Work work) throws InterruptedException {
        while (true) {
            try {
                if (work.givenUp().isPresent()) {
                    return new End.Done(settlement.failed(work, work.givenUp().get(), evidence(work)));
                }
                var end = attempt(work);
                if (end.isPresent()) {
                    return end.get();
                }
                // The broker's next answers either renew the lease or take the partition, and with it this thread. Who
                // turned out to be large is in no hurry: it will have to wait for its turn.
                Thread.sleep(limits.firstWait());
            } catch (RegistryException fault) {
                failed(work, fault);
            }
        }
    }

    /** @return how it ended; empty if we may not write at present, or it is too large for the turn that it had */
    private Optional<End> attempt(Settlement.Work work) throws InterruptedException {
        return asking(work, work.isLarge(), turn -> {
            // Its turn may have come hours after it was read.
            var end = cancelled(work);
            return end.isPresent() ? end : begun(work, turn);
        });
    }

    /** All jobs of one work belong to the same batch, or to none. */
    private Optional<End> cancelled(Settlement.Work work) {
        return work.job().unless(cancelled.all()).plan() instanceof Plan.Settle plan
                ? Optional.of(new End.Done(settlement.cancelled(work, plan)))
                : Optional.empty();
    }

    private Optional<End> begun(Settlement.Work work, Turns.Turn turn) throws InterruptedException {
        return switch (work.plan()) {
            case Plan.Copy plan -> copied(work, plan, turn);
            case Plan.Delete plan -> deleted(work, plan);
        };
    }

    private Optional<End> copied(Settlement.Work work, Plan.Copy plan, Turns.Turn turn) throws InterruptedException {
        var sentBefore = work.trace().total().blobsSent();
        var result = copiedInto(work, plan, turn);
        if (result instanceof ImageCopy.Result.LeaseLost || result instanceof ImageCopy.Result.TooLarge) {
            return Optional.empty();
        }
        refusers.served(result);
        served.copied(result, work.trace().total().blobsSent() - sentBefore);
        return Optional.of(new End.Done(settlement.of(work, result)));
    }

    private ImageCopy.Result copiedInto(Settlement.Work work, Plan.Copy plan, Turns.Turn turn)
            throws InterruptedException {
        try (var _ = repositories.share(plan.targetRepository())) {
            return of(work).run(
                            plan,
                            work.job().isNew(),
                            () -> mayWrite(work.job()),
                            bytes -> maySend(work, bytes, turn),
                            work.trace());
        }
    }

    /** If not, it is stopped, and with it goes all that it holds; it waits for the turn of a large image with nothing in hand. */
    private boolean maySend(Settlement.Work work, long bytes, Turns.Turn turn) {
        if (bytes < limits.largeImage() || turn.enlarge()) {
            return true;
        }
        work.foundLarge();
        LOG.atInfo()
                .addKeyValue("key", work.job().lane())
                .addKeyValue("bytes", bytes)
                .log("Large image waits for another to end");
        return false;
    }

    private Optional<End> deleted(Settlement.Work work, Plan.Delete plan) {
        var result = deletedFrom(work, plan);
        if (result.isEmpty()) {
            // A copy may take as long as its largest layer, another delete takes some requests.
            var copied = repositories.isCopiedInto(plan.targetRepository());
            return Optional.of(new End.Later(copied ? limits.longestWait() : limits.firstWait()));
        }
        return switch (result.get()) {
            case ImageDeletion.Result.Stopped() -> Optional.empty();
            case ImageDeletion.Result.Settled settled -> {
                refusers.served(settled);
                served.deleted(plan, settled);
                yield Optional.of(new End.Done(List.of(settlement.of(work, settled))));
            }
        };
    }

    /** Empty while others are at work in the repository. */
    private Optional<ImageDeletion.Result> deletedFrom(Settlement.Work work, Plan.Delete plan) {
        var leave = repositories.alone(plan.targetRepository());
        if (leave.isEmpty()) {
            return Optional.empty();
        }
        var job = work.job();
        try (var _ = leave.get()) {
            return Optional.of(deletion.run(
                    plan, () -> mayDelete(job), () -> brake.lets(job.coordinates(), System.nanoTime()), work.trace()));
        }
    }

    /** Asks the registries, when it is our turn and they are fit to be asked. */
    private <T> T asking(Settlement.Work work, boolean large, Question<T> question) throws InterruptedException {
        while (true) {
            Duration delay;
            try (var turn = turns.take(work.isBackfill(), large)) {
                switch (circuits.enter(work.isUntriedCopy())) {
                    case Circuits.Pass pass -> {
                        try (pass) {
                            return copying(work, turn, question, pass);
                        }
                    }
                    case Circuits.NotNow(var wait) -> delay = wait;
                }
            }
            backOff(work, delay);
        }
    }

    /** What is asked of the registries. */
    @FunctionalInterface
    private interface Question<T> {
        T get(Turns.Turn turn) throws InterruptedException;
    }

    private ImageCopy of(Settlement.Work work) {
        return work.isBackfill() ? backfill : copy;
    }

    private <T> T copying(Settlement.Work work, Turns.Turn turn, Question<T> question, Circuits.Pass pass)
            throws InterruptedException {
        try (var _ = meters.copying();
                var _ = work.trace().progress().in(atWork(work.plan()))) {
            return question.get(turn);
        } catch (RegistryException fault) {
            refusers.met(work.plan(), work.job().lane(), fault);
            pass.failed(fault);
            throw fault;
        }
    }

    private static JobsUnderWay.State atWork(Plan.OfImage plan) {
        return switch (plan) {
            case Plan.Copy _ -> JobsUnderWay.State.COPYING;
            case Plan.Delete _ -> JobsUnderWay.State.DELETING;
        };
    }

    private boolean mayWrite(Job job) {
        return job.assignment().isAlive() && lease.isHeld();
    }

    /** What was seen before one of the registries became unwell is no reason to delete anything any more. */
    private boolean mayDelete(Job job) {
        return mayWrite(job) && !circuits.areOpen();
    }

    /**
     * What the standby holds instead. If it can't be reached, that is an outage, and waited out like any other; but it may
     * fail at this name for ever, as it does at who was given up for that.
     */
    private Optional<Digest> evidence(Settlement.Work work) throws InterruptedException {
        try {
            return asking(work, false, _ -> of(work).atStandby(work.plan(), work.trace()));
        } catch (ArtifactFault refused) {
            return Optional.empty();
        } catch (RegistryFault fault) {
            if (fault.isInternalError() && (work.isGivenUpByError() || othersAreServed(work))) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    private void failed(Settlement.Work work, RegistryException fault) throws InterruptedException {
        var random = ThreadLocalRandom.current().nextDouble();
        var others = others(work, fault);
        switch (patience.after(fault, work.tries(), others, random)) {
            case Patience.Step.GiveUp(var tries, var outcome) -> {
                work.failed(tries);
                work.giveUp(fault, outcome);
            }
            case Patience.Step.Again(var tries, var delay) -> {
                work.failed(tries);
                pause(work, fault, others, delay);
            }
        }
    }

    private Others others(Settlement.Work work, RegistryException fault) {
        if (work.givenUp().isPresent()) {
            // Why stands. What is lacking is what the standby holds, and that is waited for.
            return Others.UNKNOWN;
        }
        var areServed = othersAreServed(work);
        if (refusers.isEveryones(work.plan(), fault)) {
            return Others.REFUSED;
        }
        return areServed ? Others.SERVED : Others.UNKNOWN;
    }

    private boolean othersAreServed(Settlement.Work work) {
        return work.sawOthersServed(served.soFar(work.plan()));
    }

    private void pause(Settlement.Work work, RegistryException fault, Others others, Duration delay)
            throws InterruptedException {
        meters.retry(work.plan(), fault);
        work.trace().progress().failed(String.valueOf(fault.getMessage()));
        var line = LOG.atWarn()
                .addKeyValue("key", work.job().lane())
                .addKeyValue("cause", fault.getMessage())
                .addKeyValue("again", delay);
        if (others == Others.REFUSED) {
            line = line.addKeyValue("refuses", "everyone");
        }
        if (fault instanceof RegistryFault outage && outage.retryAfter().isPresent()) {
            line = line.addKeyValue("asked", outage.retryAfter().get());
        }
        line.log(
                switch (work.plan()) {
                    case Plan.Copy _ -> "Copy failed, will be tried again";
                    case Plan.Delete _ -> "Delete failed, will be tried again";
                });
        backOff(work, delay);
    }

    /** Whoever failed us is left alone, and others have our turn. */
    private void backOff(Settlement.Work work, Duration delay) throws InterruptedException {
        try (var _ = meters.backingOff();
                var _ = work.trace().progress().in(JobsUnderWay.State.BACKING_OFF);
                var _ = backingOff(work)) {
            // The back-off itself: nobody tells when a registry is well.
            Thread.sleep(delay);
        }
    }

    /** Leaves its turn to other back-fill, until closed. */
    private ReplicatorMeters.Counted backingOff(Settlement.Work work) {
        var one = work.isBackfill() ? 1 : 0;
        backfillsBackingOff.addAndGet(one);
        return () -> backfillsBackingOff.addAndGet(-one);
    }
}
