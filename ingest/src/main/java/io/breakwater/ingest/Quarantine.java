package io.breakwater.ingest;

import io.breakwater.schemas.QuarantinedBody;

/** Where bodies that could not be read are kept for somebody to look at. */
@FunctionalInterface
interface Quarantine {
    /** Keeps nothing. */
    Quarantine NONE = _ -> {};

    /** As well as can be: nobody waits for it, and what can't be kept now is counted and gone. May block for a moment. */
    void keep(QuarantinedBody body);
}
