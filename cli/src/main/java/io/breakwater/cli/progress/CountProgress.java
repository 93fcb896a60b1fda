package io.breakwater.cli.progress;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * How far work is that is counted in things.
 *
 * @param doneBefore things that were done before this run, and say nothing about its speed
 * @param unit what is counted: {@code requests}
 * @param note what else there is to say; may be empty
 */
public record CountProgress(long done, long known, long doneBefore, String unit, String note) implements Shown {
    private static final int WIDTH = 80;

    @Override
    public String bar(Duration elapsed) {
        return fitting(Bar.of(share()), elapsed);
    }

    @Override
    public String plain(Duration elapsed) {
        return fitting("", elapsed);
    }

    /** The share and the estimate always; the note, and then the count, only where there is room for them. */
    private String fitting(String bar, Duration elapsed) {
        var share = "%s%3d%%".formatted(bar, (int) (100 * share()));
        var count = " %d of %d %s,".formatted(done, known, unit);
        var end = " " + left(elapsed);
        return Stream.of(
                        share + count + (note.isEmpty() ? "" : " " + note + ",") + end,
                        share + count + end,
                        share + end)
                .filter(line -> line.length() <= WIDTH)
                .findFirst()
                .orElse(share);
    }

    /** Of what is counted there may be more than was known when it began. */
    private double share() {
        return done >= known ? 1 : Math.max(0, (double) done / known);
    }

    private String left(Duration elapsed) {
        var ofThisRun = done - doneBefore;
        if (ofThisRun <= 0) {
            return "time unknown";
        }
        var left = Duration.ofMillis((long) ((double) elapsed.toMillis() * Math.max(0, known - done) / ofThisRun));
        return (left.toSeconds() < 1 ? "" : "about ") + time(left) + " left";
    }

    /** {@code 1 image}, {@code 2 images}. */
    public static String counted(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /** Such as {@code 42 s}, {@code 12 min} or {@code 3 h 5 min}. */
    public static String time(Duration time) {
        if (time.toSeconds() < 1) {
            return "under 1 s";
        }
        if (time.toSeconds() < 120) {
            return time.toSeconds() + " s";
        }
        return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
