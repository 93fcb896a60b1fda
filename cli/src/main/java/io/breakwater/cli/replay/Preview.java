package io.breakwater.cli.replay;

import io.breakwater.cli.OutputOption;
import io.breakwater.cli.batch.Pacer;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.text.Table;
import io.breakwater.schemas.Coordinates;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a replay would do; what is printed as JSON.
 *
 * @param selection as {@code operations.audit} would keep it
 * @param read records looked at
 * @param matching records that are selected
 * @param images one request each
 * @param leftOut records that are selected but for one thing: they ask for no copy
 */
record Preview(
        boolean published,
        Map<String, String> selection,
        long read,
        long matching,
        int images,
        long leftOut,
        double seconds,
        List<Sample> sample) {
    private static final int SAMPLE = 5;

    /** @param of the record that would be replayed */
    record Sample(String image, Coordinates of, Instant writtenAt) {}

    static Preview of(Selection selection, Harvest harvest, Pacer pacer) {
        var picks = harvest.picks();
        return new Preview(
                false,
                selection.details(),
                harvest.read(),
                harvest.matching(),
                picks.size(),
                harvest.leftOut(),
                pacer.time(picks.size()).toMillis() / 1000.0,
                picks.stream()
                        .limit(SAMPLE)
                        .map(pick -> new Sample(pick.image().key(), pick.of(), pick.writtenAt()))
                        .toList());
    }

    /** Why a selection has no image, and the mend; {@code harvest} has none. */
    static String whyNothing(Harvest harvest) {
        if (harvest.read() == 0) {
            return "no record lies within these times and offsets; widen them";
        }
        return "none of the " + CountProgress.counted(harvest.read(), "record", "records") + " looked at is selected"
                + (harvest.leftOut() == 0
                        ? "; check --image, --outcome and the times"
                        : " (" + harvest.leftOut()
                                + " would be, but ask for no copy); check --image, --outcome and --topic");
    }

    void print(OutputOption output) {
        if (output.isJson()) {
            output.printJson(this);
        } else {
            lines().forEach(output.out()::println);
        }
    }

    private Stream<String> lines() {
        return Stream.of(counts(), samples(), List.of(end())).flatMap(List::stream);
    }

    private List<String> counts() {
        return Table.plain()
                .row("records looked at", Long.toString(read))
                .row("selected", Long.toString(matching))
                .row("left out, since they ask for no copy", Long.toString(leftOut))
                .row("images, one request each", Integer.toString(images))
                .lines();
    }

    private List<String> samples() {
        if (images == 0) {
            return List.of();
        }
        var table = Table.of("OF RECORD", "WRITTEN", "IMAGE");
        sample.forEach(one -> table.row(
                one.of().toString(),
                one.writtenAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                one.image()));
        var more = images - sample.size();
        return Stream.of(
                        Stream.of(""),
                        table.lines().stream(),
                        more == 0 ? Stream.of("") : Stream.of("… and " + more + " more", ""))
                .flatMap(lines -> lines)
                .toList();
    }

    private String end() {
        return images == 0
                ? "Nothing was published."
                : "Nothing was published. With --confirm it takes "
                        + CountProgress.time(Duration.ofMillis((long) (seconds * 1000))) + ".";
    }
}
