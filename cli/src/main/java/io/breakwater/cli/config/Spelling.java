package io.breakwater.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known word was meant. */
public final class Spelling {
    /** More slips than this and it is another word. */
    private static final int MOST_SLIPS = 3;

    private Spelling() {}

    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= Math.min(MOST_SLIPS, candidate.length() / 2))
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        // Two letters that changed places are two slips.
                        .thenComparingInt(candidate -> Math.abs(word.length() - candidate.length())));
    }

    /** How many single letters must be put in, taken out or exchanged (Levenshtein). */
    static int distance(String left, String right) {
        var row = new int[right.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= left.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
