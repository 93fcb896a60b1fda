package io.breakwater.cli.progress;

import java.time.Duration;

/** How far some work is, as one line of at most 80 characters. */
public interface Shown {
    /** For a terminal: with a bar. */
    String bar(Duration elapsed);

    /** For a log: without. */
    String plain(Duration elapsed);
}
