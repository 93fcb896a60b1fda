package io.breakwater.schemas;

/** Foreign text made fit for an error message: short, on one line, without control or direction characters. */
public final class Quote {
    private static final int LONGEST = 80;

    private Quote() {}

    /** {@code text} in single quotes, cut after 80 characters, everything but visible ASCII and spaces replaced by '?'. */
    public static String of(String text) {
        var cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        var visible = new StringBuilder(cut.length() + 5).append('\'');
        cut.chars().forEach(c -> visible.append(c >= ' ' && c < 127 ? (char) c : '?'));
        return visible.append(text.length() > LONGEST ? "…'" : "'").toString();
    }
}
