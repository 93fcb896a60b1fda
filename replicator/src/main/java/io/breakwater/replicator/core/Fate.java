package io.breakwater.replicator.core;

import io.breakwater.schemas.Outcome;
import java.util.Set;

/** What becomes of an artifact that itself is at fault, once its tries are used up; refusals have a patience of their own. */
public final class Fate {
    /** Codes by which a registry says that it could, but will not. */
    private static final Set<String> REFUSALS = Set.of(
            "DENIED",
            "PROJECTPOLICYVIOLATION",
            "TAG_IMMUTABLE",
            "QUOTA_EXCEEDED",
            "HTTP_413",
            "SIZE_INVALID",
            "UNSUPPORTED");

    private Fate() {}

    /** @param code of the {@code ArtifactFault} */
    public static Outcome of(String code) {
        return REFUSALS.contains(code) ? Outcome.REFUSED : Outcome.FAILED;
    }
}
