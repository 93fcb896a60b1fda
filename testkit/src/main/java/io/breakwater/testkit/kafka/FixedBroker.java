package io.breakwater.testkit.kafka;

import io.breakwater.broker.InProcessBroker;
import io.breakwater.testkit.Folders;

/** A broker that stays: somebody else's, or one that shares this JVM. */
record FixedBroker(String bootstrapServers, String kind, Runnable end) implements TestBroker {
    static FixedBroker inProcess() {
        var folder = Folders.temporary("kafka-fixture");
        var broker = InProcessBroker.start(folder);
        return new FixedBroker(broker.bootstrapServers(), "in-process", () -> {
            broker.close();
            Folders.delete(folder);
        });
    }

    static FixedBroker at(String bootstrapServers) {
        return new FixedBroker(bootstrapServers, bootstrapServers, () -> {});
    }

    @Override
    public void kill() {
        throw cannot();
    }

    @Override
    public void startAgain() {
        throw cannot();
    }

    @Override
    public void freeze() {
        throw cannot();
    }

    @Override
    public void goOn() {
        throw cannot();
    }

    @Override
    public boolean canBeKilled() {
        return false;
    }

    @Override
    public void close() {
        end.run();
    }

    private UnsupportedOperationException cannot() {
        return new UnsupportedOperationException(
                "A broker of the kind " + kind + " cannot be killed; run with " + KafkaFixture.MODE + "=child");
    }
}
