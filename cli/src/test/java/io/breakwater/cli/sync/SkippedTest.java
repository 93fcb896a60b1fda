package io.breakwater.cli.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SkippedTest {
    private final Skipped skipped = new Skipped();

    @Test
    void nothingSkippedIsNothingToSay() {
        assertEquals(Optional.empty(), skipped.text("name", "names"));
    }

    @Test
    void allAreCountedTheFirstFewNamedAndNoneWritesToTheTerminal() {
        List.of("A", "b\u001b[2J", "c", "d", "e", "f").forEach(skipped::add);

        assertEquals(Optional.of("6 names: 'A', 'b?[2J', 'c', 'd', 'e', …"), skipped.text("name", "names"));
    }

    @Test
    void reasonOfTheFirstIsTold() {
        skipped.add("a/b", "403 DENIED");
        skipped.add("a/c", "timeout");

        assertEquals(
                Optional.of("2 repositories: 'a/b', 'a/c'; the first: 403 DENIED"),
                skipped.text("repository", "repositories"));
    }
}
