package io.breakwater.replicator;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Patience;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Refusals;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the outcome of one job, on a virtual thread of its own: plain blocking code that is interrupted when the
 * partition goes. How often it tries is for {@link Patience} to say.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Mapping mapping;
    private final ImageCopy copy;
    private final ReplicatorLimits limits;
    private final Patience patience;
    private final Refusals refusals;
    private final String primary;
    private final Semaphore permits;
    private final Lease lease;
    private final Settlement settlement;
    private final ReplicatorMeters meters;

    Worker(ReplicatorConfig config, ImageCopy copy, Lease lease, ReplicatorMeters meters) {
        this.mapping = config.mapping();
        this.copy = copy;
        this.limits = config.limits();
        this.patience = limits.patience();
        this.refusals = limits.noRefusals(System.nanoTime());
        this.primary = config.primary().host().toString();
        this.permits = new Semaphore(limits.parallelImages());
        this.lease = lease;
        this.settlement =
                new Settlement(config.instanceId(), config.standby().host().toString());
        this.meters = meters;
    }

    /** @throws InterruptedException if the partition went away; then there is nothing to record */
    Settled settle(Job job) throws InterruptedException {
        return switch (Plan.of(job.cause(), mapping)) {
            case Plan.Settle plan -> settlement.settled(job, plan);
            case Plan.Reject(var reason) -> settlement.rejected(job, reason);
            case Plan.Copy plan -> copy(new Settlement.Work(job, plan));
        };
    }

    private Settled copy(Settlement.Work work) throws InterruptedException {
        while (true) {
            try {
                if (work.givenUp().isPresent()) {
                    return settlement.failed(work, work.givenUp().get(), evidence(work));
                }
                var result = run(work);
                if (!(result instanceof ImageCopy.Result.LeaseLost)) {
                    served(result);
                    return settlement.of(work, result);
                }
                // The broker's next answers either renew the lease or take the partition, and with it this thread.
                Thread.sleep(limits.firstWait());
            } catch (RegistryException fault) {
                failed(work, fault);
            }
        }
    }

    private ImageCopy.Result run(Settlement.Work work) throws InterruptedException {
        permits.acquire();
        try (var _ = meters.copying()) {
            return copy.run(work.plan(), () -> mayWrite(work.job()), work.trace());
        } finally {
            permits.release();
        }
    }

    private boolean mayWrite(Job job) {
        return job.assignment().isAlive() && lease.isHeld();
    }

    /** What the standby holds instead. If it can't be reached, that is an outage, and waited out like any other. */
    private Optional<Digest> evidence(Settlement.Work work) {
        try {
            return copy.atStandby(work.plan(), work.trace());
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
        Thread.sleep(delay);
    }
}
