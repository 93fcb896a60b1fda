package io.breakwater.ingest.follower;

/** How one look at the audit log has ended. */
enum Round {
    /** All that there is has been read. */
    DONE,
    /** There is more, from further on in time. */
    MORE,
    /** Not all could be asked for, or more rows wait than are kept; the same is read again. */
    INCOMPLETE
}
