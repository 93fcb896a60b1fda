package io.breakwater.auditor.core;

import io.breakwater.schemas.DriftChange;
import io.breakwater.schemas.DriftVerdict;
import java.util.Optional;

/** What weighing a state comes to: what to store, and what to tell the world. */
public sealed interface Ruling {
    /** Nothing to tell. */
    record Unchanged(ImageState next) implements Ruling {}

    /**
     * The verdict or its evidence is new.
     *
     * @param change absent if only the digests have changed
     */
    record Stands(ImageState next, DriftVerdict verdict, Optional<DriftChange> change) implements Ruling {}

    /** There is no verdict any more: the name is gone from both sides, or no rule maps it. */
    record Withdrawn(ImageState next) implements Ruling {}

    /** Nothing has been known of the name for long enough; the state goes too. */
    record Forgotten() implements Ruling {}
}
