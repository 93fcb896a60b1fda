package io.breakwater.cli.letters;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The newest letters of all that it is told; holds no more than those. */
final class NewestLetters {
    private static final Comparator<Letter> OLDEST_FIRST =
            Comparator.comparing(Letter::failedAt).thenComparing(Letter::id);

    private final int limit;
    private final PriorityQueue<Letter> kept = new PriorityQueue<>(OLDEST_FIRST);
    private long all;

    NewestLetters(int limit) {
        this.limit = limit;
    }

    void take(Letter letter) {
        all++;
        kept.add(letter);
        if (kept.size() > limit) {
            kept.remove();
        }
    }

    /** The oldest of them first. */
    List<Letter> letters() {
        return kept.stream().sorted(OLDEST_FIRST).toList();
    }

    /** How many were told and are older. */
    long older() {
        return all - kept.size();
    }
}
