package io.breakwater.cli.progress;

/** How much of some work is done, as a bar. */
final class Bar {
    private static final int WIDTH = 16;

    private Bar() {}

    /** @param share from 0 to 1 */
    static String of(double share) {
        var filled = (int) (WIDTH * share);
        return "[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] ";
    }
}
