package io.breakwater.registry.copy;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.List;

/**
 * What a copy would do, as far as can be said before it is done. Values only: it can be printed, compared and thrown away.
 *
 * @param there whether the target has it already, under its tag if it gets one; then nothing is to be done
 * @param manifests to be sent, the root among them
 * @param toSend blobs that the target lacks
 * @param toMount blobs that another repository of the target should have
 * @param present blobs that the target has
 * @param sourceRequests of a copier that knows nothing yet, without login and redirects
 * @param targetRequests of the same
 */
public record CopyPlan(
        Digest root,
        boolean there,
        int manifests,
        List<Descriptor> toSend,
        List<Descriptor> toMount,
        List<Descriptor> present,
        int sourceRequests,
        int targetRequests) {
    public CopyPlan {
        toSend = List.copyOf(toSend);
        toMount = List.copyOf(toMount);
        present = List.copyOf(present);
    }

    static CopyPlan nothing(Digest root) {
        return new CopyPlan(root, true, 0, List.of(), List.of(), List.of(), 0, 1);
    }

    /** Bytes of blobs that would be moved. */
    public long bytesToSend() {
        return toSend.stream().mapToLong(Descriptor::size).sum();
    }
}
