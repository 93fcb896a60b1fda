package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RequestCounter;
import io.breakwater.registry.copy.CopyOrder.Spent;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Copies artifacts from one registry to another, byte for byte: children before parents, blobs before manifests, and the
 * tag last (distribution-spec, "Push"). Nothing is kept on disk; in memory it keeps 16 MiB of manifests and some ten thousand
 * hints, and while a copy runs its manifests and 150 KiB for each blob under way ({@link CopyLimits}).
 *
 * <p>One serves many copies at a time, and should: what one learns of the target saves requests to the next, and a blob
 * that two of them need is sent once and mounted for the other. So whoever copies to one target from several sources makes
 * one copier, and the others of it ({@link #from}). Safe for use by many threads.
 */
public final class Copier {
    private final Registry source;
    private final Registry target;
    private final CopyLimits limits;
    private final Shared shared;

    /** Neither registry is closed by it. */
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
     * anew. What the target refuses because it lacks something is brought and put again, three times at most.
     *
     * @throws ArtifactFault if the source has not got all of it, its bytes are wrong, it is beyond the limits, or the target will
     *     not have it
     * @throws RegistryException if it fails, so or otherwise; then the tag is as it was, and nothing at the target refers to what
     *     it has not
     * @throws CancellationException if this thread is interrupted, once all that was under way has ended; it stays
     *     interrupted
     */
    public CopyResult copy(CopyOrder order) {
        return new CopyRun(source, target, limits, shared, order).run();
    }

    /**
     * Copies what is about an artifact that {@code order} has copied: its referrers (distribution-spec, "Listing Referrers") and,
     * of an index, those of what it lists, indexes within it included; what is about those; and cosign's tags. Where the target
     * has no referrers API, its list is kept under the fallback tag ("Referrers Tag Schema"). At most a thousand artifacts in all.
     *
     * @throws RegistryException if one fails; repeating the call goes on where it ended
     */
    public ReferrersResult copyReferrers(CopyOrder order) {
        return new ReferrersCopy(source, target, this, limits, shared, order).run();
    }

    /**
     * Says what {@link #copy} would do, and does none of it: manifests are read at the source, and the target is asked by HEAD.
     *
     * @throws RegistryException if a registry cannot be asked, or the artifact cannot be copied
     */
    public CopyPlan plan(CopyOrder order) {
        return new Forecast(source, target, limits, shared, order).make();
    }

    /**
     * Orders a copy of what a tag means at the source now, and finds that out with the fewest requests, one at each end: if the
     * target has not got its tag, the manifest itself is read, which the copy needs next. What that takes is counted by the
     * report and by the plan of the order.
     *
     * @return empty if there is no such tag
     * @throws RegistryException if a registry cannot be asked
     */
    public Optional<CopyOrder> order(String sourceRepository, String tag, String targetRepository, String targetTag) {
        var requests = new RequestCounter();
        var from = source.counting(requests);
        var there = target.counting(requests)
                .pushing()
                .headManifest(targetRepository, targetTag)
                .map(Descriptor::digest);
        there.ifPresent(digest -> shared.knowledge().sawTag(targetRepository, targetTag, digest));
        var read = there.isPresent() ? Optional.<Manifest>empty() : from.getManifest(sourceRepository, tag);
        read.ifPresent(shared.knowledge()::keep);
        var root = there.isPresent()
                ? from.headManifest(sourceRepository, tag).map(Descriptor::digest)
                : read.map(Manifest::digest);
        var spent = new Spent(requests.requests(), read.map(Manifest::size).orElse(0));
        return root.map(digest -> new CopyOrder(
                        sourceRepository,
                        digest,
                        targetRepository,
                        Optional.of(targetTag),
                        TagGate.ALWAYS,
                        CopyListener.SILENT))
                .map(there.isPresent() ? CopyOrder::seen : CopyOrder::expectingNew)
                .map(order -> order.found(spent));
    }

    /** Takes note that a tag and manifests were deleted at the target, or may have been. */
    public void forgetTarget(String targetRepository, String tag, Set<Digest> manifests) {
        shared.knowledge().lostTag(targetRepository, tag);
        manifests.forEach(manifest -> shared.knowledge().lostManifest(targetRepository, manifest));
    }
}
