package io.breakwater.schemas;

/** Foreign text made fit for an error message: short, on one line, without control or direction characters. */
public final class Quote {
    private static final char CUT = '…';
    private static final int LONGEST = 80;
    private static final int LONGEST_LINE = 400;

    private Quote() {}

    /** {@code text} in single quotes, cut after 80 characters, everything but visible ASCII, spaces and '…' becomes '?'. */
    public static String of(String text) {
        return "'" + cut(text, LONGEST) + "'";
    }

    /** A message that may quote foreign text: as {@link #of}, but without quotes and up to 400 characters long. */
    static String line(String text) {
        return cut(text, LONGEST_LINE);
    }

    private static String cut(String text, int longest) {
        var visible = new StringBuilder(Math.min(text.length(), longest) + 1);
        text.chars().limit(longest).forEach(c -> visible.append(isVisible(c) ? (char) c : '?'));
        return text.length() > longest ? visible.append(CUT).toString() : visible.toString();
    }

    private static boolean isVisible(int c) {
        return (c >= ' ' && c < 127) || c == CUT;
    }
}
