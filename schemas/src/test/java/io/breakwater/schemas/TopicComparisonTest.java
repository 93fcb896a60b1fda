package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicComparisonTest {
    @Test
    void topicsWithTheExpectedPartitionsPass() {
        assertDoesNotThrow(() -> TopicComparison.checkPartitions(Map.of(), 24));
        assertDoesNotThrow(() -> TopicComparison.checkPartitions(Map.of("audit.drift", 24, "registry.events", 24), 24));
    }

    @Test
    void topicsThatAgreeWithOneAnotherAskForAnotherSetting() {
        var refusal = assertThrows(
                IllegalStateException.class,
                () -> TopicComparison.checkPartitions(Map.of("audit.drift", 12, "registry.events", 12), 24));

        assertEquals(
                "Every topic must have 24 partitions, so that the records of one image are in the same partition"
                        + " everywhere, but audit.drift has 12, registry.events has 12."
                        + " Set kafka.partitions to 12: a topic keeps the number it began with.",
                refusal.getMessage());
    }

    @Test
    void topicsThatDisagreeAskForNewOnes() {
        var refusal = assertThrows(
                IllegalStateException.class,
                () -> TopicComparison.checkPartitions(Map.of("audit.drift", 12, "registry.events", 24), 24));

        assertEquals(
                "Every topic must have 24 partitions, so that the records of one image are in the same partition"
                        + " everywhere, but audit.drift has 12."
                        + " Stop every role, delete the topics that differ (their records go with them) and start again.",
                refusal.getMessage());
    }

    @Test
    void aSettingThatDiffersOrIsUnknownIsNamed() {
        var differences = TopicComparison.differences(
                "audit.drift",
                Map.of("cleanup.policy", "compact"),
                Map.of("cleanup.policy", "delete", "retention.ms", "7"));
        var unknown = TopicComparison.differences("audit.drift", Map.of("cleanup.policy", "compact"), Map.of());

        assertEquals(
                List.of("Topic audit.drift has cleanup.policy=delete where compact is expected; it was left as it is."),
                differences.toList());
        assertEquals(
                List.of("Topic audit.drift has cleanup.policy=? where compact is expected; it was left as it is."),
                unknown.toList());
    }

    @Test
    void settingsAsExpectedAreNoDifference() {
        var settings = Map.of("cleanup.policy", "compact");

        assertEquals(
                List.of(),
                TopicComparison.differences("audit.drift", settings, settings).toList());
    }
}
