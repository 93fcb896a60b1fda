package io.breakwater.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a broker that is alone: one voter, one replica of everything, small buffers, quick comebacks. */
final class BrokerProperties {
    private static final Map<String, String> SAME_FOR_ALL = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // The default takes 128 MB of heap.
            Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
            // A broker that is silent for so long is fenced: nobody else could lead its partitions, and the moment
            // without a
            // leader drops transaction markers for good (see Predecessor). A stopped process or a slow disk is no
            // reason.
            Map.entry("broker.session.timeout.ms", "3600000"),
            // Leadership has nowhere to go, and the same moment would come at every orderly end.
            Map.entry("controlled.shutdown.enable", "false"),
            // 45 s by default: partitions of a killed consumer would stand still for so long.
            Map.entry("group.consumer.session.timeout.ms", "6000"),
            Map.entry("group.consumer.min.session.timeout.ms", "3000"),
            Map.entry("group.consumer.heartbeat.interval.ms", "600"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "100"));

    private static final List<String> ONE_REPLICA = List.of(
            "default.replication.factor",
            "min.insync.replicas",
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "share.coordinator.state.topic.replication.factor",
            "share.coordinator.state.topic.min.isr");

    /** Fixed for ever when the internal topics are first used. */
    private static final List<String> FOUR_PARTITIONS = List.of(
            "offsets.topic.num.partitions",
            "transaction.state.log.num.partitions",
            "share.coordinator.state.topic.num.partitions");

    private BrokerProperties() {}

    static Map<String, String> of(Ports ports, Path logDirectory) {
        var properties = new HashMap<>(SAME_FOR_ALL);
        ONE_REPLICA.forEach(key -> properties.put(key, "1"));
        FOUR_PARTITIONS.forEach(key -> properties.put(key, "4"));
        // A voter named here may change its port; one that is stored in the log by "format --standalone" may not.
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + ports.controller());
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.broker() + ",CONTROLLER://127.0.0.1:" + ports.controller());
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.broker());
        properties.put("log.dirs", logDirectory.toString());
        return Map.copyOf(properties);
    }
}
