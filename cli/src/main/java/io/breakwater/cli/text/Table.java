package io.breakwater.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows whose columns stand below each other; the last column is as long as it likes. */
public final class Table {
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
        if (rows.isEmpty()) {
            return List.of();
        }
        var widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (var column = 0; column < widths.length; column++) {
            line.append(row.get(column))
                    .repeat(' ', widths[column] - row.get(column).length() + 2);
        }
        return line.toString().stripTrailing();
    }
}
