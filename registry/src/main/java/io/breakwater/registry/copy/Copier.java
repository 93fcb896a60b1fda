package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import java.util.concurrent.CancellationException;

/**
 * Copies artifacts from one registry to another, byte for byte: children before parents, blobs before manifests, and the
 * tag last. Nothing is kept on disk.
 *
 * <p>One serves many copies at a time, and should: what one learns of the target saves requests to the next, and a blob
 * that two of them need is sent once and mounted for the other.
 */
public final class Copier {
    private final Registry source;
    private final Registry target;
    private final CopyLimits limits;
    private final Shared shared = new Shared(new Knowledge(System::nanoTime), new Flights());

    public Copier(Registry source, Registry target, CopyLimits limits) {
        this.source = source;
        this.target = target;
        this.limits = limits;
    }

    /**
     * Copies one artifact. What the target has already is not sent again, so a copy that failed half-way is simply ordered
     * anew.
     *
     * @throws RegistryException if it fails; then the tag is as it was, and nothing at the target refers to what it has not
     * @throws CancellationException if this thread is interrupted, once all that was under way has ended; it stays
     *     interrupted
     */
    public CopyResult copy(CopyOrder order) {
        return new CopyRun(source, target, limits, shared, order).run();
    }

    /**
     * Says what {@link #copy} would do, and does none of it.
     *
     * @throws RegistryException if a registry cannot be asked, or the artifact cannot be copied
     */
    public CopyPlan plan(CopyOrder order) {
        return new Forecast(source, target, limits, shared, order).make();
    }
}
