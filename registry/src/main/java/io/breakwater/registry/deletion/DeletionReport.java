package io.breakwater.registry.deletion;

import io.breakwater.registry.reference.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What became of each tag and each manifest of a {@link DeletionOrder}. */
public record DeletionReport(Map<String, Deletion> tags, Map<Digest, Deletion> manifests) {
    public DeletionReport {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        manifests = Collections.unmodifiableMap(new LinkedHashMap<>(manifests));
    }

    /** Whether the gate said no before all was tried. */
    public boolean isStopped() {
        return Stream.concat(tags.values().stream(), manifests.values().stream())
                .anyMatch(Deletion.Stopped.class::isInstance);
    }

    /** Whether the artifact and all its children that were named are gone. */
    public boolean isGone() {
        return manifests.values().stream().allMatch(Deletion::isGone);
    }
}
