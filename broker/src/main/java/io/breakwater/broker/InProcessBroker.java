package io.breakwater.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A broker in this JVM, for tests that want one quickly and never kill it. A fatal fault of Kafka then throws on the thread
 * at fault instead of ending the JVM, from the first start on and for good.
 */
public final class InProcessBroker implements AutoCloseable {
    private final BrokerData data;
    private KraftServer server;

    private InProcessBroker(BrokerData data) {
        this.data = data;
        this.server = serve(data);
    }

    /** Returns when clients are served. */
    public static InProcessBroker start(Path folder) {
        KraftServer.refuseToEndTheJvm();
        return new InProcessBroker(BrokerData.open(folder));
    }

    public String bootstrapServers() {
        return data.ports().bootstrapServers();
    }

    /** An orderly stop. */
    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** After {@link #stop()}: same ports, same data. */
    public void startAgain() {
        server = serve(data);
    }

    @Override
    public void close() {
        stop();
    }

    private static KraftServer serve(BrokerData data) {
        try {
            return KraftServer.start(data.writeProperties(Map.of()), data.clusterId());
        } catch (IOException e) {
            throw new BrokerFault("Cannot start a broker in this JVM on " + data.folder() + ": " + e, e);
        }
    }
}
