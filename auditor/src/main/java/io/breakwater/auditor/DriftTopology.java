package io.breakwater.auditor;

import io.breakwater.auditor.core.Fact;
import io.breakwater.auditor.core.Farewell;
import io.breakwater.auditor.core.ImageState;
import io.breakwater.schemas.DriftChange;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The drift topology: events and ledger in, verdicts, their changes and what is asked of the replicator out. Everything has a name of its own, since a
 * store's name is its changelog topic's: renaming one is losing its state.
 */
public final class DriftTopology {
    static final String JUDGE = "judge";
    static final String VERDICTS = "verdicts";
    static final String CHANGES = "changes";
    static final String REQUESTS = "requests";

    private DriftTopology() {}

    /** The topology, unmetered. Its description is pinned by a golden file. */
    public static Topology build(DriftRules rules) {
        var brake = brake(rules);
        return build(rules, new DriftMeters(new CompositeMeterRegistry(), brake), brake);
    }

    /** One for all partitions of a process. */
    static DeleteBrake brake(DriftRules rules) {
        return new DeleteBrake(rules.deletes().map(DeleteRule::atMost).orElse(0));
    }

    static Topology build(DriftRules rules, DriftMeters meters, DeleteBrake brake) {
        var topology = new Topology();
        source(topology, "events", Topic.REGISTRY_EVENTS, Reading.of(RegistryEvent.class, Fact.Event::new));
        source(topology, "ledger", Topic.REPLICATION_LEDGER, Reading.of(LedgerRecord.class, Fact.Entry::new));
        topology.addProcessor(JUDGE, () -> new DriftProcessor(rules, meters, brake), "events", "ledger");
        topology.addStateStore(store(Images.STATES, JsonSerde.of(ImageState.class)), JUDGE);
        topology.addStateStore(store(Images.CALENDAR, Serdes.String()), JUDGE);
        topology.addStateStore(store(Tally.COUNTS, Serdes.Long()), JUDGE);
        topology.addStateStore(store(Farewells.FAREWELLS, JsonSerde.of(Farewell.class)), JUDGE);
        topology.addStateStore(store(Farewells.CALENDAR, Serdes.String()), JUDGE);
        topology.addStateStore(store(Farewells.HELD, Serdes.Long()), JUDGE);
        sink(topology, VERDICTS, Topic.AUDIT_DRIFT, JsonSerde.of(DriftVerdict.class));
        sink(topology, CHANGES, Topic.AUDIT_DRIFT_CHANGES, JsonSerde.of(DriftChange.class));
        sink(topology, REQUESTS, Topic.REPLICATION_REQUESTS, JsonSerde.of(ReplicationRequest.class));
        return topology;
    }

    private static void source(Topology topology, String name, Topic topic, Deserializer<Reading> values) {
        topology.addSource(AutoOffsetReset.earliest(), name, Serdes.String().deserializer(), values, topic.topicName());
    }

    private static <T> void sink(Topology topology, String name, Topic topic, Serde<T> values) {
        topology.addSink(name, topic.topicName(), Serdes.String().serializer(), values.serializer(), JUDGE);
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingDisabled();
    }
}
