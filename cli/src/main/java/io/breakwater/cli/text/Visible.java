package io.breakwater.cli.text;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text that anybody may have written, made fit for a terminal: what would move its cursor or turn its text is a '?'. */
public final class Visible {
    /** Controls (C0 and C1, ESC and CSI among them), direction and other format characters, separators of lines. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern UNFIT_BUT_LINE_ENDS = Pattern.compile("[" + UNFIT.pattern() + "&&[^\n]]");

    private static final Pattern UNFIT_BUT_LAYOUT = Pattern.compile("[" + UNFIT.pattern() + "&&[^\n\t]]");

    private Visible() {}

    /** On one line. */
    public static String line(String text) {
        return UNFIT.matcher(text).replaceAll("?");
    }

    /** With its line ends. */
    public static String lines(String text) {
        return UNFIT_BUT_LINE_ENDS.matcher(text).replaceAll("?");
    }

    /** On one line, and so that it can be told what stood there: as JSON and Java write it. */
    public static String escaped(String text) {
        return UNFIT.matcher(text).replaceAll(Visible::escape);
    }

    /** As {@link #escaped}, with its line ends and tabs. */
    public static String escapedLines(String text) {
        return UNFIT_BUT_LAYOUT.matcher(text).replaceAll(Visible::escape);
    }

    private static String escape(MatchResult unfit) {
        return Matcher.quoteReplacement(
                unfit.group().chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining()));
    }
}
