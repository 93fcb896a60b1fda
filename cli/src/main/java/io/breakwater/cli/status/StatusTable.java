package io.breakwater.cli.status;

import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.Progress;
import io.breakwater.cli.text.Folded;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.text.Visible;
import io.breakwater.replicator.JobsUnderWay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A status as text for a person. */
final class StatusTable {
    private static final int WIDTH = 80;

    /** As many as are usually copied at once, and some that wait. */
    private static final int MOST_JOBS = 10;

    private StatusTable() {}

    /** Without line ends. */
    static List<String> render(Status status) {
        var table = Table.plain()
                .row("primary", status.primary().host(), registry(status.primary()))
                .row("standby", status.standby().host(), registry(status.standby()))
                .row("replicators", status.group().id(), group(status.group()));
        status.lag().forEach(lag -> table.row("open", lag.topic(), lag(lag)));
        table.row("ledger", "last " + CountProgress.time(window(status)), ledger(status.ledger()))
                .row("drift", images(status), counts(status.drift(), "nothing judged yet"))
                .row("dead letters", "", status.deadLetters() == 0 ? "none open" : status.deadLetters() + " open");
        var attention = status.attention().isEmpty()
                ? List.of("Nothing needs attention.")
                : status.attention().stream()
                        .flatMap(one -> Folded.words("! " + Visible.line(one), 2, WIDTH).stream())
                        .toList();
        return Stream.of(table.lines(WIDTH), jobs(status), List.of(""), attention)
                .flatMap(List::stream)
                .toList();
    }

    private static String registry(Status.RegistryState state) {
        return state.up() ? "up, answers in " + state.millis() + " ms" : "cannot be used, see below";
    }

    private static String group(Status.Group group) {
        return group.state() + ", " + CountProgress.counted(group.members(), "member", "members");
    }

    private static String lag(Status.Lag lag) {
        return lag.open() == 0
                ? "none"
                : lag.open() + ", the oldest for "
                        + CountProgress.time(
                                Duration.ofSeconds(lag.oldestSeconds().orElse(0L)));
    }

    /** Lines of their own, so that a long name moves no column of the others; none if there is nothing to tell. */
    private static List<String> jobs(Status status) {
        var jobs = status.jobs().map(JobsUnderWay::jobs).orElse(List.of());
        if (jobs.isEmpty()) {
            return List.of();
        }
        var table = Table.plain();
        jobs.stream().limit(MOST_JOBS).forEach(job -> table.row(state(job), job.image(), job(job, status.at())));
        var unlisted = status.jobs().map(JobsUnderWay::more).orElse(0);
        var more = unlisted + Math.max(0, jobs.size() - MOST_JOBS);
        var rest = more > 0 ? List.of(more + " more, see /jobs on the operations port") : List.<String>of();
        return Stream.of(List.of(""), table.lines(WIDTH), rest)
                .flatMap(List::stream)
                .toList();
    }

    private static String state(JobsUnderWay.Job job) {
        return job.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String job(JobsUnderWay.Job job, Instant now) {
        var bytes = job.bytesTotal()
                .filter(_ -> job.state() == JobsUnderWay.State.COPYING)
                .map(total -> Progress.bytes(job.bytesDone()) + " of " + Progress.bytes(total) + ", ");
        var lasting = Duration.between(job.stateSince(), now);
        var tries = job.tries() == 0 ? "" : ", " + CountProgress.counted(job.tries(), "try", "tries") + " in vain";
        return bytes.orElse("") + "for " + CountProgress.time(lasting) + tries;
    }

    private static String ledger(Status.Ledger ledger) {
        var counts = counts(ledger.outcomes(), "nothing");
        return ledger.bytesSent() == 0 ? counts : counts + "; " + Progress.bytes(ledger.bytesSent()) + " sent";
    }

    private static Duration window(Status status) {
        return Duration.between(status.ledger().since(), status.at());
    }

    private static String images(Status status) {
        var images = status.drift().values().stream().mapToLong(Long::longValue).sum();
        return CountProgress.counted(images, "image", "images");
    }

    private static String counts(Map<?, Long> counts, String none) {
        return counts.isEmpty()
                ? none
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }
}
