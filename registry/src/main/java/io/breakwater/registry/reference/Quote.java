package io.breakwater.registry.reference;

/** Foreign text made fit for an error message: short, on one line, without control or direction characters. */
public final class Quote {
    private static final int LONGEST = 80;

    private Quote() {}

    /** {@code text} in single quotes, cut after 80 characters. */
    public static String of(String text) {
        return "'" + visible(text, LONGEST) + "'";
    }

    /** {@code text} cut after {@code longest} characters, everything but visible ASCII and spaces replaced by '?'. */
    public static String visible(String text, int longest) {
        var cut = text.length() > longest ? text.substring(0, longest) : text;
        var visible = new StringBuilder(cut.length() + 1);
        cut.chars().forEach(c -> visible.append(c >= ' ' && c < 127 ? (char) c : '?'));
        return text.length() > longest ? visible.append('…').toString() : visible.toString();
    }
}
