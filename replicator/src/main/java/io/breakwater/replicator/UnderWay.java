package io.breakwater.replicator;

import io.breakwater.replicator.JobsUnderWay.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that workers have begun and not ended. Any thread may ask; what takes long is told by the poll thread. */
final class UnderWay {
    /** Of those that are listed: each that waits at the head of a lane is one, and there may be thousands. */
    private static final int MOST = 100;

    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(UnderWay.class);

    private final Duration tellEach;
    private final Set<Begun> all = ConcurrentHashMap.newKeySet();

    /** Poll thread only. */
    private long nextLookNanos = System.nanoTime();

    /** @param tellEach how often a job that takes long is told of; a second or more */
    UnderWay(Duration tellEach) {
        this.tellEach = tellEach;
    }

    /** One of them. Not a record: two jobs may look the same. */
    private static final class Begun {
        private final String image;
        private final boolean backfill;
        private final Instant at;
        private final Progress progress;

        /** What was last told of its present phase; poll thread only. */
        private Optional<Told> told = Optional.empty();

        private Begun(String image, boolean backfill, Instant at, Progress progress) {
            this.image = image;
            this.backfill = backfill;
            this.at = at;
            this.progress = progress;
        }

        private JobsUnderWay.Job seen() {
            var phase = progress.phase();
            var vain = progress.vain();
            return new JobsUnderWay.Job(
                    image,
                    phase.state(),
                    backfill,
                    at,
                    phase.since(),
                    vain.tries(),
                    vain.problem(),
                    progress.bytesSent(),
                    progress.bytesDone(),
                    progress.bytesTotal());
        }

        /** Something to be told now, if the job has been at work for so long since it began or was last told of. */
        private Optional<Slow> slow(Duration tellEach, long nowNanos) {
            var phase = progress.phase();
            var last = told.filter(before -> before.phase.equals(phase))
                    .orElseGet(() -> new Told(phase, phase.sinceNanos(), phase.sentBefore()));
            var passed = Duration.ofNanos(nowNanos - last.nanos);
            if (!phase.isAtWork() || passed.compareTo(tellEach) < 0) {
                return Optional.empty();
            }
            var sent = progress.bytesSent();
            told = Optional.of(new Told(phase, nowNanos, sent));
            return Optional.of(new Slow(
                    image,
                    phase.state(),
                    Duration.ofNanos(nowNanos - phase.sinceNanos()),
                    progress.bytesDone(),
                    progress.bytesTotal(),
                    (sent - last.sent) / passed.toSeconds()));
        }
    }

    private record Told(Progress.Phase phase, long nanos, long sent) {}

    /**
     * A job that takes long.
     *
     * @param lasting since it is at work without a break
     * @param bytesPerSecond since it was last told of
     */
    record Slow(
            String image,
            State state,
            Duration lasting,
            long bytesDone,
            Optional<Long> bytesTotal,
            long bytesPerSecond) {
        /** At the present speed; empty if nobody can say. */
        Optional<Duration> left() {
            return bytesTotal
                    .filter(_ -> bytesPerSecond > 0)
                    .map(total -> Duration.ofSeconds((total - bytesDone) / bytesPerSecond));
        }
    }

    /** From the first try of {@code work} to its outcome, or until its partition is gone. */
    ReplicatorMeters.Counted begin(Settlement.Work work) {
        return begin(
                work.plan().image().key(),
                work.isBackfill(),
                work.startedAt(),
                work.trace().progress());
    }

    ReplicatorMeters.Counted begin(String image, boolean backfill, Instant at, Progress progress) {
        var begun = new Begun(image, backfill, at, progress);
        all.add(begun);
        return () -> all.remove(begun);
    }

    JobsUnderWay seen(String group, String instance) {
        var jobs = all.stream()
                .map(Begun::seen)
                .sorted(Comparator.comparing(JobsUnderWay.Job::state).thenComparing(JobsUnderWay.Job::begun))
                .toList();
        var listed = jobs.subList(0, Math.min(MOST, jobs.size()));
        return new JobsUnderWay(group, instance, listed, jobs.size() - listed.size());
    }

    /** Says in the log how those get on that take long. Poll thread only. */
    void tell(long nowNanos) {
        if (nowNanos - nextLookNanos >= 0) {
            nextLookNanos = nowNanos + LOOK_NANOS;
            slow(nowNanos).forEach(UnderWay::log);
        }
    }

    /** What is to be told now. Poll thread only. */
    List<Slow> slow(long nowNanos) {
        return all.stream()
                .flatMap(begun -> begun.slow(tellEach, nowNanos).stream())
                .toList();
    }

    private static void log(Slow slow) {
        var line = LOG.atInfo()
                .addKeyValue("key", slow.image())
                .addKeyValue("for", Duration.ofSeconds(slow.lasting().toSeconds()));
        if (slow.state() == State.DELETING) {
            line.log("Still deleting");
            return;
        }
        line = line.addKeyValue("bytesDone", slow.bytesDone());
        if (slow.bytesTotal().isPresent()) {
            line = line.addKeyValue("bytesTotal", slow.bytesTotal().get());
        }
        line = line.addKeyValue("bytesPerSecond", slow.bytesPerSecond());
        if (slow.left().isPresent()) {
            line = line.addKeyValue("left", slow.left().get());
        }
        line.log("Still copying");
    }
}
