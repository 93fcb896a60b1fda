package io.breakwater.testkit.kafka;

import io.breakwater.broker.ChildJvm;
import io.breakwater.broker.EmbeddedBroker;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.Signals;
import io.breakwater.testkit.jvm.StartCache;
import java.nio.file.Path;

/** The product's own embedded broker, a process that can be killed. */
record ChildBroker(EmbeddedBroker broker, Path folder) implements TestBroker {
    static ChildBroker start() {
        var folder = Folders.temporary("kafka-fixture");
        var jvm = StartCache.jvm("broker", ChildJvm.likeThisOne(), BrokerRehearsal::run);
        var config = EmbeddedBroker.Config.at(folder).with(jvm);
        return new ChildBroker(EmbeddedBroker.start(config), folder);
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public void kill() {
        broker.kill();
    }

    @Override
    public void startAgain() {
        broker.startAgain();
    }

    @Override
    public void freeze() {
        Signals.stop(broker.pid());
    }

    @Override
    public void goOn() {
        Signals.goOn(broker.pid());
    }

    @Override
    public boolean canBeKilled() {
        return true;
    }

    @Override
    public void close() {
        // Its data goes anyway, so an orderly shutdown would be wasted time.
        broker.kill();
        Folders.delete(folder);
    }
}
