package io.breakwater.replicator;

import java.util.List;

/** What finds the outcome of jobs, each on a thread of its own. */
interface Settler {
    /**
     * @param jobs done by the same work, oldest first
     * @throws InterruptedException if the partition went away; then there is nothing to record
     */
    Worker.End settle(List<Job> jobs) throws InterruptedException;

    /** Back-fill that has not begun waits with the poll thread, so that it holds up no push of its name. */
    Backfills<Job> backfills();
}
