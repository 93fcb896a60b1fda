package io.breakwater.cli.progress;

import java.time.Duration;

/**
 * How far work is that is counted in things.
 *
 * @param doneBefore things that were done before this run, and say nothing about its speed
 * @param unit what is counted: {@code requests}
 * @param note what else there is to say; may be empty
 */
public record CountProgress(long done, long known, long doneBefore, String unit, String note) implements Shown {
    private static final int BAR = 16;

    @Override
    public String bar(Duration elapsed) {
        var filled = (int) (BAR * share());
        return "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + plain(elapsed);
    }

    @Override
    public String plain(Duration elapsed) {
        return "%3d%% %d of %d %s%s, %s"
                .formatted((int) (100 * share()), done, known, unit, note.isEmpty() ? "" : ", " + note, left(elapsed));
    }

    private double share() {
        return known == 0 ? 1 : (double) done / known;
    }

    private String left(Duration elapsed) {
        var ofThisRun = done - doneBefore;
        if (ofThisRun <= 0) {
            return "time unknown";
        }
        var left = elapsed.multipliedBy(known - done).dividedBy(ofThisRun);
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
