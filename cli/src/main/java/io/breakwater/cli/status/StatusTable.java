package io.breakwater.cli.status;

import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.Progress;
import io.breakwater.cli.text.Folded;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.text.Visible;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A status as text for a person. */
final class StatusTable {
    private static final int WIDTH = 80;

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
        return Stream.of(table.lines(WIDTH), List.of(""), attention)
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
