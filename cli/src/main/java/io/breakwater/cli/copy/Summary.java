package io.breakwater.cli.copy;

import java.util.List;

/** What became of several images; what is printed as JSON is its record. */
public sealed interface Summary permits CopySummary, PlanSummary {
    /** In the order in which they were given. */
    List<Outcome> images();

    /** Images. */
    long failed();

    /** For a person. */
    List<String> lines();

    static long count(List<Outcome> images, String result) {
        return images.stream().filter(image -> image.result().equals(result)).count();
    }
}
