package io.breakwater.ingest.follower;

/** How one look at the audit log has ended. */
enum Round {
    /** All that there is has been read. */
    DONE,
    /** There is more, from further on in time. */
    MORE,
    /** Harbor did not say what some tag means; it is asked again. */
    INCOMPLETE
}
