package io.breakwater.replicator;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Brake;
import io.breakwater.replicator.core.Deletes;
import io.breakwater.replicator.core.Patience;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Refusals;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the outcome of one job, on a virtual thread of its own: plain blocking code that is interrupted when the
 * partition goes. How often it tries is for {@link Patience} to say.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Clocks disagree by less. A longer wait would hold the partition's frontier. */
    private static final Duration MOST_EARLY = Duration.ofMinutes(5);

    private final ImageCopy copy;
    private final ImageCopy backfill;
    private final ImageDeletion deletion;
    private final Brake brake;
    private final ReplicatorLimits limits;
    private final Patience patience;
    private final Refusals refusals;
    private final String primary;
    private final Turns turns;
    private final Circuits circuits;
    private final Lease lease;
    private final Settlement settlement;
    private final ReplicatorMeters meters;

    Worker(ReplicatorConfig config, Circuits circuits, Lease lease, ReplicatorMeters meters) {
        var copier =
                new Copier(config.primary(), config.standby(), config.limits().copy());
        this.copy = new ImageCopy(
                config.primary(), config.standby(), copier, config.rules().referrers(), meters::sent);
        this.backfill = copy.behindOthers();
        this.deletion = new ImageDeletion(config.primary(), config.standby(), copier);
        this.brake = brake(config.rules().deletes());
        this.limits = config.limits();
        this.patience = limits.patience();
        this.refusals = limits.noRefusals(System.nanoTime());
        this.primary = config.primary().host().toString();
        this.turns = new Turns(limits.parallelImages());
        this.circuits = circuits;
        this.lease = lease;
        this.settlement =
                new Settlement(config.instanceId(), config.standby().host().toString());
        this.meters = meters;
    }

    private static Brake brake(Deletes rule) {
        return switch (rule) {
            case Deletes.Ignore _ -> new Brake(0, Duration.ofHours(1));
            case Deletes.Mirror mirror -> new Brake(mirror.atMost(), Duration.ofHours(1));
        };
    }

    /**
     * @param jobs done by the same work, oldest first
     * @throws InterruptedException if the partition went away; then there is nothing to record
     */
    List<Settled> settle(List<Job> jobs) throws InterruptedException {
        var newest = jobs.getLast();
        return switch (newest.plan()) {
            case Plan.Settle plan -> List.of(settlement.settled(newest, plan));
            case Plan.Reject(var reason) -> List.of(settlement.rejected(newest, reason));
            case Plan.Copy plan -> copy(jobs, plan);
            case Plan.Delete plan -> delete(newest, plan);
        };
    }

    /** What is about a digest alone may be a child of an index, whose own event is on its way (decision 0009). */
    private List<Settled> copy(List<Job> jobs, Plan.Copy plan) throws InterruptedException {
        if (plan.image() instanceof ImageName.Untagged && plan.asked().isPresent()) {
            var age = Duration.between(jobs.getLast().arrivedAt(), Instant.now());
            var rest = limits.untaggedWait().minus(age.isNegative() ? Duration.ZERO : age);
            // No turn is held meanwhile, and nothing tells when the index is done, perhaps in another process.
            Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
        }
        return work(new Settlement.Work(jobs, plan));
    }

    private List<Settled> delete(Job job, Plan.Delete plan) throws InterruptedException {
        var early = Duration.between(Instant.now(), plan.notBefore());
        if (early.compareTo(MOST_EARLY) > 0) {
            var reason = new Reason(
                    "TOO_EARLY",
                    "Not to be deleted before " + plan.notBefore() + ", and not kept here until then: ask again then.");
            return List.of(
                    settlement.settled(job, new Plan.Settle(Optional.of(plan.image()), Outcome.FILTERED, reason)));
        }
        // Clocks disagree by so much; no turn is held meanwhile.
        Thread.sleep(early.isNegative() ? Duration.ZERO : early);
        return work(new Settlement.Work(List.of(job), plan));
    }

    private List<Settled> work(Settlement.Work work) throws InterruptedException {
        while (true) {
            try {
                if (work.givenUp().isPresent()) {
                    return settlement.failed(work, work.givenUp().get(), evidence(work));
                }
                var settled = attempt(work);
                if (settled.isPresent()) {
                    return settled.get();
                }
                // The broker's next answers either renew the lease or take the partition, and with it this thread.
                Thread.sleep(limits.firstWait());
            } catch (RegistryException fault) {
                failed(work, fault);
            }
        }
    }

    /** @return how it ended; empty if we may not write at present */
    private Optional<List<Settled>> attempt(Settlement.Work work) throws InterruptedException {
        return switch (work.plan()) {
            case Plan.Copy plan -> copied(work, plan);
            case Plan.Delete plan -> deleted(work, plan);
        };
    }

    private Optional<List<Settled>> copied(Settlement.Work work, Plan.Copy plan) throws InterruptedException {
        var result = asking(work, () -> of(work).run(plan, () -> mayWrite(work.job()), work.trace()));
        if (result instanceof ImageCopy.Result.LeaseLost) {
            return Optional.empty();
        }
        served(result);
        return Optional.of(settlement.of(work, result));
    }

    private Optional<List<Settled>> deleted(Settlement.Work work, Plan.Delete plan) throws InterruptedException {
        var job = work.job();
        BooleanSupplier lets = () -> brake.lets(job.coordinates(), System.nanoTime());
        return switch (asking(work, () -> deletion.run(plan, () -> mayWrite(job), lets, work.trace()))) {
            case ImageDeletion.Result.LeaseLost() -> Optional.empty();
            case ImageDeletion.Result.Settled settled -> Optional.of(List.of(settlement.of(work, settled)));
        };
    }

    /** Asks the registries, when it is our turn and they are fit to be asked. */
    private <T> T asking(Settlement.Work work, Supplier<T> question) throws InterruptedException {
        try (var _ = turns.take(work.isBackfill());
                var pass = circuits.enter()) {
            return copying(question, pass);
        }
    }

    private ImageCopy of(Settlement.Work work) {
        return work.isBackfill() ? backfill : copy;
    }

    private <T> T copying(Supplier<T> question, Circuits.Pass pass) {
        try (var _ = meters.copying()) {
            return question.get();
        } catch (RegistryException fault) {
            pass.failed(fault);
            throw fault;
        }
    }

    private boolean mayWrite(Job job) {
        return job.assignment().isAlive() && lease.isHeld();
    }

    /** What the standby holds instead. If it can't be reached, that is an outage, and waited out like any other. */
    private Optional<Digest> evidence(Settlement.Work work) throws InterruptedException {
        try {
            return asking(work, () -> of(work).atStandby(work.plan(), work.trace()));
        } catch (ArtifactFault refused) {
            return Optional.empty();
        }
    }

    private void failed(Settlement.Work work, RegistryException fault) throws InterruptedException {
        var random = ThreadLocalRandom.current().nextDouble();
        var everyone = meetsEveryone(work, fault);
        switch (patience.after(fault, work.tries(), everyone, random)) {
            case Patience.Step.GiveUp(var tries, var outcome) -> {
                work.failed(tries);
                work.giveUp(fault, outcome);
            }
            case Patience.Step.Again(var tries, var delay) -> {
                work.failed(tries);
                pause(work, fault, everyone, delay);
            }
        }
    }

    private boolean meetsEveryone(Settlement.Work work, RegistryException fault) {
        return fault instanceof ArtifactFault refusal
                && refusal.refusedBy()
                        .map(host -> new Refusals.Refusal(host, refusal.code()))
                        .map(kind -> refusals.refused(kind, work.job().lane(), System.nanoTime()))
                        .orElse(false);
    }

    /** Where nothing was written, the standby has not shown that it takes anything. */
    private void served(ImageCopy.Result result) {
        if (result instanceof ImageCopy.Result.InSync inSync && inSync.wrote()) {
            refusals.served(System.nanoTime());
        } else {
            refusals.served(primary, System.nanoTime());
        }
    }

    private void pause(Settlement.Work work, RegistryException fault, boolean everyone, Duration delay)
            throws InterruptedException {
        meters.retry(fault);
        var line = LOG.atWarn()
                .addKeyValue("key", work.job().lane())
                .addKeyValue("cause", fault.getMessage())
                .addKeyValue("again", delay);
        if (everyone) {
            line = line.addKeyValue("refuses", "everyone");
        }
        if (fault instanceof RegistryFault outage && outage.retryAfter().isPresent()) {
            line = line.addKeyValue("asked", outage.retryAfter().get());
        }
        line.log("Copy failed, will be tried again");
        try (var _ = meters.backingOff()) {
            // The back-off: whoever failed us is left alone.
            Thread.sleep(delay);
        }
    }
}
