package io.breakwater.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A line that goes on below itself where it is longer than a terminal is wide. */
public final class Folded {
    /** Between any two words. */
    private static final Pattern WORDS = Pattern.compile(" ");

    /** After one part of a list, not within it. */
    private static final Pattern PARTS = Pattern.compile("(?<=[,;]) ");

    private Folded() {}

    /** Broken between words; one that is too long alone stays whole. Nothing is broken within the first {@code indent}. */
    public static List<String> words(String text, int indent, int width) {
        return lines(text, WORDS, indent, width);
    }

    /** The same, broken after commas and semicolons only. */
    static List<String> parts(String text, int indent, int width) {
        return lines(text, PARTS, indent, width);
    }

    private static List<String> lines(String text, Pattern breaks, int indent, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder(text.substring(0, Math.min(indent, text.length())));
        var isBegun = false;
        for (var part : breaks.split(text.substring(line.length()), -1)) {
            if (isBegun && line.length() + 1 + part.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                isBegun = false;
            }
            line.append(isBegun ? " " : "").append(part);
            isBegun = true;
        }
        lines.add(line.toString());
        return lines;
    }
}
