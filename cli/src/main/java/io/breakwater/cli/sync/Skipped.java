package io.breakwater.cli.sync;

import io.breakwater.cli.progress.CountProgress;
import io.breakwater.schemas.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a listing holds and a sync leaves out: all are counted, the first few named. */
final class Skipped {
    private static final int NAMED = 5;

    private final List<String> named = new ArrayList<>();
    private long count;
    private String firstWhy = "";

    void add(String name) {
        add(name, "");
    }

    /** @param why for a person; that of the first is told */
    void add(String name, String why) {
        if (count == 0) {
            firstWhy = why;
        }
        count++;
        if (named.size() < NAMED) {
            named.add(Quote.of(name));
        }
    }

    long count() {
        return count;
    }

    /** Such as {@code 2 names: 'A', 'B'}; empty if there is nothing to say. */
    Optional<String> text(String one, String several) {
        return count == 0
                ? Optional.empty()
                : Optional.of(CountProgress.counted(count, one, several) + ": " + String.join(", ", named)
                        + (count > named.size() ? ", …" : "")
                        + (firstWhy.isEmpty() ? "" : "; the first: " + firstWhy));
    }
}
