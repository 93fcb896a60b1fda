package io.breakwater.replicator;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.CredentialFault;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Backoff;
import io.breakwater.replicator.core.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the outcome of one job, on a virtual thread of its own: plain blocking code that is interrupted when the
 * partition goes. An outage is waited out for as long as it lasts and counts against nobody (invariant 5); an artifact
 * that itself is at fault has a few tries.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Mapping mapping;
    private final ImageCopy copy;
    private final ReplicatorLimits limits;
    private final Backoff backoff;
    private final Semaphore permits;
    private final Lease lease;
    private final Settlement settlement;
    private final ReplicatorMeters meters;

    Worker(ReplicatorConfig config, ImageCopy copy, Lease lease, ReplicatorMeters meters) {
        this.mapping = config.mapping();
        this.copy = copy;
        this.limits = config.limits();
        this.backoff = new Backoff(limits.firstWait(), limits.longestWait());
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
        var outages = 0;
        while (true) {
            try {
                if (work.attempts() >= limits.attempts()) {
                    return settlement.failed(work, evidence(work));
                }
                var result = run(work);
                if (!(result instanceof ImageCopy.Result.LeaseLost)) {
                    return settlement.of(work, result);
                }
                // The next poll either renews the lease or takes the partition, and with it this thread.
                Thread.sleep(limits.firstWait());
            } catch (ArtifactFault fault) {
                work.failed(fault);
                pause(work.attempts(), Optional.empty(), work, fault);
            } catch (RegistryFault fault) {
                pause(++outages, fault.retryAfter(), work, fault);
            } catch (CredentialFault fault) {
                pause(++outages, Optional.empty(), work, fault);
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

    private void pause(int failures, Optional<Duration> asked, Settlement.Work work, RegistryException fault)
            throws InterruptedException {
        var delay = backoff.delay(failures, asked, ThreadLocalRandom.current().nextDouble());
        meters.retry(fault);
        LOG.atWarn()
                .addKeyValue("key", work.job().lane())
                .addKeyValue("cause", fault.getMessage())
                .addKeyValue("again", delay)
                .log("Copy failed, will be tried again");
        Thread.sleep(delay);
    }
}
