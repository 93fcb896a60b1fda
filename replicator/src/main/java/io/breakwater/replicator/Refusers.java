package io.breakwater.replicator;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Refusals;
import io.breakwater.replicator.core.Refusals.Refusal;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the two registries refuse everyone. Copies and deletes are two things: deletes need rights of their own, and whom
 * they are refused is no word on copies. Thread-safe.
 */
final class Refusers {
    private static final Logger LOG = LoggerFactory.getLogger(Refusers.class);

    private final Registry primary;
    private final Registry standby;
    private final Refusals copies;
    private final Refusals deletes;

    Refusers(Registry primary, Registry standby, Refusals copies, Refusals deletes) {
        this.primary = primary;
        this.standby = standby;
        this.copies = copies;
        this.deletes = deletes;
    }

    static Refusers of(ReplicatorConfig config) {
        var now = System.nanoTime();
        var limits = config.limits();
        return new Refusers(config.primary(), config.standby(), limits.noRefusals(now), limits.noRefusals(now));
    }

    /** Takes note of what work on {@code name} has met. */
    void met(Plan.OfImage plan, String name, RegistryException fault) {
        var now = System.nanoTime();
        refusals(fault).forEach(refusal -> of(plan).refused(refusal, name, now));
    }

    /** Whether everyone meets such a fault at present. */
    boolean isEveryones(Plan.OfImage plan, RegistryException fault) {
        return refusals(fault).stream().anyMatch(of(plan)::isEveryones);
    }

    /** How each copy is refused at present. */
    Optional<Refusal> ofEveryCopy(Side side) {
        return copies.ofEveryone(side);
    }

    /** How each delete is refused at present. */
    Optional<Refusal> ofEveryDelete(Side side) {
        return deletes.ofEveryone(side);
    }

    /** Where nothing was written, the standby has not shown that it takes anything, nor the primary that it gives its blobs. */
    void served(ImageCopy.Result result) {
        served(copies, result instanceof ImageCopy.Result.InSync inSync && inSync.wrote());
    }

    /** As with copies: what was gone before does not show that the standby lets us delete anything. */
    void served(ImageDeletion.Result.Settled result) {
        served(deletes, result.outcome() == Outcome.DELETED && result.reason().isEmpty());
    }

    private void served(Refusals refusals, boolean wrote) {
        var now = System.nanoTime();
        if (wrote) {
            refusals.served(Side.PRIMARY, now).forEach(this::over);
            refusals.served(Side.STANDBY, now).forEach(this::over);
        } else {
            refusals.served(Side.PRIMARY, primary.host().toString(), now).forEach(this::over);
        }
    }

    private void over(Refusal refusal) {
        LOG.atInfo()
                .addKeyValue("registry", registry(refusal.side()).host())
                .addKeyValue("refusal", refusal.code())
                .log("The registry no longer refuses everyone");
    }

    private Refusals of(Plan.OfImage plan) {
        return switch (plan) {
            case Plan.Copy _ -> copies;
            case Plan.Delete _ -> deletes;
        };
    }

    /** What a fault says of whom; of both, if they have the token service in common that refuses. */
    private List<Refusal> refusals(RegistryException fault) {
        var host = fault instanceof ArtifactFault artifact ? artifact.refusedBy() : Optional.<String>empty();
        return Stream.of(Side.values())
                .flatMap(side -> host
                        .filter(registry(side)::knows)
                        .map(name -> new Refusal(side, name, fault.code(), String.valueOf(fault.getMessage())))
                        .stream())
                .toList();
    }

    private Registry registry(Side side) {
        return switch (side) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }
}
