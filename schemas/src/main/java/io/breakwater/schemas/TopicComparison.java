package io.breakwater.schemas;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What topics are, beside what they should be. */
final class TopicComparison {
    private TopicComparison() {}

    /**
     * Checks that the records of one image are in the same partition of every topic.
     *
     * @param found number of partitions of each topic that exists
     * @throws IllegalStateException if one of them is not {@code expected}
     */
    static void checkPartitions(Map<String, Integer> found, int expected) {
        var others = found.entrySet().stream()
                .filter(topic -> topic.getValue() != expected)
                .map(topic -> topic.getKey() + " has " + topic.getValue())
                .sorted()
                .collect(joining(", "));
        if (!others.isEmpty()) {
            throw new IllegalStateException("Every topic must have " + expected + " partitions, so that the records of"
                    + " one image are in the same partition everywhere, but " + others + ". "
                    + mend(Set.copyOf(found.values())));
        }
    }

    private static String mend(Set<Integer> counts) {
        return counts.size() == 1
                ? "Set kafka.partitions to " + counts.iterator().next() + ": a topic keeps the number it began with."
                : "Stop every role, delete the topics that differ (their records go with them) and start again.";
    }

    /** One sentence for each setting that is not as expected; settings of which nothing is expected are left out. */
    static Stream<String> differences(String topic, Map<String, String> expected, Map<String, String> found) {
        return expected.entrySet().stream()
                .filter(setting -> !setting.getValue().equals(found.get(setting.getKey())))
                .map(setting -> "Topic " + topic + " has " + setting.getKey() + "="
                        + found.getOrDefault(setting.getKey(), "?") + " where " + setting.getValue()
                        + " is expected; it was left as it is.");
    }
}
