package io.breakwater.registry.copy;

import io.breakwater.registry.copy.PlannedBlob.Way;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.List;
import java.util.Set;

/**
 * What a copy would do, as far as can be said before it is done. Values only: it can be printed, compared and thrown away.
 *
 * @param there whether the target has it already, under its tag if it gets one; then nothing is to be done
 * @param manifests to be sent, the root among them
 * @param blobs each once; none of manifests that the target has
 * @param toFind requests that it takes to find the root, if {@link Copier#order} did, and what the target has under its name
 * @param ofManifests requests for manifests
 * @param tests requests at the target to find out whether it mounts a blob into its own repository, which tells without another
 *     whether it has a large one
 */
public record CopyPlan(
        Digest root,
        boolean there,
        int manifests,
        List<PlannedBlob> blobs,
        Requests toFind,
        Requests ofManifests,
        int tests) {
    public CopyPlan {
        blobs = List.copyOf(blobs);
    }

    /** Requests at the two ends, without login and redirects. */
    public record Requests(int source, int target) {
        static final Requests NONE = new Requests(0, 0);
    }

    static CopyPlan nothing(Digest root, Requests toFind) {
        return new CopyPlan(root, true, 0, List.of(), toFind, Requests.NONE, 0);
    }

    /** Blobs that the target lacks. */
    public List<Descriptor> toSend() {
        return blobs(Way.SEND);
    }

    /** Blobs that another repository of the target should have. */
    public List<Descriptor> toMount() {
        return blobs(Way.MOUNT);
    }

    /** Blobs that the target has, or that are foreign and not at the source: nothing becomes of them. */
    public List<Descriptor> present() {
        return blobs(Way.SKIP);
    }

    private List<Descriptor> blobs(Way way) {
        return blobs.stream()
                .filter(blob -> blob.way() == way)
                .map(PlannedBlob::blob)
                .toList();
    }

    /** Bytes of blobs that would be moved. */
    public long bytesToSend() {
        return toSend().stream().mapToLong(Descriptor::size).sum();
    }

    /** Requests at the source, without login and redirects. */
    public int sourceRequests() {
        return toFind.source()
                + ofManifests.source()
                + blobs.stream().mapToInt(PlannedBlob::sourceRequests).sum();
    }

    /**
     * Requests at the target, without login and redirects: as many as are sent if nothing goes wrong. At a target that turns out
     * not to mount a blob into its own repository each blob of 1 MiB or more takes one more.
     */
    public int targetRequests() {
        return toFind.target()
                + ofManifests.target()
                + tests
                + blobs.stream().mapToInt(PlannedBlob::targetRequests).sum();
    }

    /** This plan of what is known to be there by then, under another tag. */
    CopyPlan ofKnownRoot() {
        return new CopyPlan(root, there, 1, List.of(), toFind, new Requests(0, 1), 0);
    }

    /** This plan where {@code here} is known to be in its repository by then, and {@code elsewhere} in others of the target. */
    CopyPlan knowing(Set<Digest> here, Set<Digest> elsewhere) {
        var left = blobs.stream()
                .map(blob -> here.contains(blob.blob().digest())
                        ? blob.known()
                        : elsewhere.contains(blob.blob().digest()) ? blob.mounted() : blob)
                .toList();
        return new CopyPlan(
                root, there, manifests, left, toFind, ofManifests, here.isEmpty() && elsewhere.isEmpty() ? tests : 0);
    }
}
