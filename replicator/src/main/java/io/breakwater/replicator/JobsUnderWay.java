package io.breakwater.replicator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one replicator has begun and not ended. What waits behind that in its lane, or as back-fill for a turn, is not in
 * it: the metric {@code breakwater_replication_jobs} counts those too.
 *
 * @param group whose member it is
 * @param instance which member
 * @param jobs those that the registries are asked for come first, then those in a back-off; of each kind the oldest
 * @param more how many there are beside {@code jobs}, which are a hundred at most
 */
public record JobsUnderWay(String group, String instance, List<Job> jobs, int more) {
    public JobsUnderWay {
        jobs = List.copyOf(jobs);
    }

    /** What is done with a job at present. */
    public enum State {
        COPYING,
        DELETING,
        /** Leaves alone whoever failed it. */
        BACKING_OFF,
        /** For its turn, or for a registry that is not well. */
        WAITING
    }

    /**
     * One copy or delete, for one cause or several.
     *
     * @param image as it is called at the primary
     * @param backfill whether nobody waits for it
     * @param begun when it came to the head of its lane
     * @param stateSince when it came into its state
     * @param tries in vain
     * @param problem why the last of these was
     * @param bytesSent of blobs, as they leave, in all tries
     * @param bytesDone of blobs that the standby has, or has got so far; found there, mounted or sent
     * @param bytesTotal of all blobs; absent until the manifests are read
     */
    public record Job(
            String image,
            State state,
            boolean backfill,
            Instant begun,
            Instant stateSince,
            int tries,
            Optional<String> problem,
            long bytesSent,
            long bytesDone,
            Optional<Long> bytesTotal) {}
}
