package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {
    private static final TopicSettings EMBEDDED = new TopicSettings(4, (short) 1, true);
    private static final TopicSettings CLUSTER = new TopicSettings(24, (short) 3, false);

    @Test
    void aLogKeepsItsRecordsForItsDays() {
        assertEquals(
                Map.of("cleanup.policy", "delete", "retention.ms", "31536000000", "max.message.bytes", "4194304"),
                Topic.REPLICATION_LEDGER.configuration());
    }

    @Test
    void aCompactedTopicHasNoRetention() {
        assertEquals(
                Map.of("cleanup.policy", "compact", "max.message.bytes", "4194304"), Topic.AUDIT_DRIFT.configuration());
    }

    @ParameterizedTest
    @EnumSource
    void theEmbeddedBrokerFlushesEventsAndLedger(Topic topic) {
        var flushed = topic == Topic.REGISTRY_EVENTS || topic == Topic.REPLICATION_LEDGER;

        assertEquals(flushed ? "1" : null, EMBEDDED.configuration(topic).get("flush.messages"));
        assertEquals(null, EMBEDDED.configuration(topic).get("min.insync.replicas"));
    }

    @ParameterizedTest
    @EnumSource
    void aClusterWritesToTwoReplicasAtLeast(Topic topic) {
        assertEquals("2", CLUSTER.configuration(topic).get("min.insync.replicas"));
        assertEquals(null, CLUSTER.configuration(topic).get("flush.messages"));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "-1,1", "1,0"})
    void noPartitionOrNoReplicaIsNoSetting(int partitions, short replicas) {
        assertThrows(IllegalArgumentException.class, () -> new TopicSettings(partitions, replicas, false));
    }
}
