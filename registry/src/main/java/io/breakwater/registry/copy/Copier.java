package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Copies artifacts from one registry to another, byte for byte: children before parents, blobs before manifests, and the
 * tag last. Nothing is kept on disk.
 *
 * <p>One serves many copies at a time, and should: what one learns of the target saves requests to the next, and a blob
 * that two of them need is sent once and mounted for the other. So whoever copies to one target from several sources makes
 * one copier, and the others of it ({@link #from}).
 */
public final class Copier {
    private final Registry source;
    private final Registry target;
    private final CopyLimits limits;
    private final Shared shared;

    public Copier(Registry source, Registry target, CopyLimits limits) {
        this(source, target, limits, new Shared(new Knowledge(System::nanoTime)));
    }

    private Copier(Registry source, Registry target, CopyLimits limits, Shared shared) {
        this.source = source;
        this.target = target;
        this.limits = limits;
        this.shared = shared;
    }

    /**
     * A copier from another source to the same target, which shares all that is learned of the target: what the one has
     * brought, the other mounts, and what both need at once is sent once.
     */
    public Copier from(Registry otherSource) {
        return new Copier(otherSource, target, limits, shared);
    }

    /** This copier, with all that it has learned, for copies whose requests wait until nobody else has any. */
    public Copier behindOthers() {
        return new Copier(source.behindOthers(), target.behindOthers(), limits, shared);
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
     * Copies what is about an artifact that {@code order} has copied: its referrers and, of an index, those of what it
     * lists, indexes within it included; what is about those; and cosign's tags.
     *
     * @return one result for each artifact, and a {@link CopyResult.Stopped} for each list that might not be written any more
     * @throws RegistryException if one fails; repeating the call goes on where it ended
     */
    public List<CopyResult> copyReferrers(CopyOrder order) {
        return new ReferrersCopy(source, target, this, limits, shared, order).run();
    }

    /**
     * Says what {@link #copy} would do, and does none of it.
     *
     * @throws RegistryException if a registry cannot be asked, or the artifact cannot be copied
     */
    public CopyPlan plan(CopyOrder order) {
        return new Forecast(source, target, limits, shared, order).make();
    }

    /**
     * Orders a copy of what a tag means at the source now, and finds that out with the fewest requests: if the target has
     * not got its tag, the manifest itself is read, which the copy needs next.
     *
     * @return empty if there is no such tag
     */
    public Optional<CopyOrder> order(String sourceRepository, String tag, String targetRepository, String targetTag) {
        var there = target.pushing().headManifest(targetRepository, targetTag).map(Descriptor::digest);
        there.ifPresent(digest -> shared.knowledge().sawTag(targetRepository, targetTag, digest));
        var root = there.isPresent()
                ? source.headManifest(sourceRepository, tag).map(Descriptor::digest)
                : source.getManifest(sourceRepository, tag).map(this::kept);
        var order = root.map(digest -> new CopyOrder(
                sourceRepository,
                digest,
                targetRepository,
                Optional.of(targetTag),
                TagGate.ALWAYS,
                CopyListener.SILENT));
        return order.map(there.isPresent() ? CopyOrder::seen : CopyOrder::expectingNew);
    }

    /** Takes note that a tag and manifests were deleted at the target, or may have been. */
    public void forgetTarget(String targetRepository, String tag, Set<Digest> manifests) {
        shared.knowledge().lostTag(targetRepository, tag);
        manifests.forEach(manifest -> shared.knowledge().lostManifest(targetRepository, manifest));
    }

    private Digest kept(Manifest manifest) {
        shared.knowledge().keep(manifest);
        return manifest.digest();
    }
}
