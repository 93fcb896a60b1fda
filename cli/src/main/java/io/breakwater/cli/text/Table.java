package io.breakwater.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows whose columns stand below each other; the last column is as long as it likes. */
public final class Table {
    /** Characters between two columns. */
    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    private Table() {}

    public static Table of(String... headings) {
        return new Table().row(headings);
    }

    /** Without headings. */
    public static Table plain() {
        return new Table();
    }

    /** @param cells as many as every other row has; what is not fit for a terminal is a '?' */
    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Visible::line).toList());
        return this;
    }

    /** Without line ends. */
    public List<String> lines() {
        var widths = widths();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** The same, and the list in the last column goes on below itself where a line is longer than {@code width}. */
    public List<String> lines(int width) {
        var widths = widths();
        var last = Arrays.stream(widths)
                .limit(Math.max(0, widths.length - 1))
                .map(one -> one + GAP)
                .sum();
        return rows.stream()
                .flatMap(row -> Folded.parts(line(row, widths), last, width).stream())
                .toList();
    }

    private int[] widths() {
        return IntStream.range(0, rows.isEmpty() ? 0 : rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (var column = 0; column < widths.length; column++) {
            line.append(row.get(column))
                    .repeat(' ', widths[column] - row.get(column).length() + GAP);
        }
        return line.toString().stripTrailing();
    }
}
