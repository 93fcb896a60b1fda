package io.breakwater.testkit.kafka;

/** One way to have a broker. */
interface TestBroker extends AutoCloseable {
    String bootstrapServers();

    /** @throws UnsupportedOperationException where {@link #canBeKilled()} is false */
    void kill();

    /** After {@link #kill()}: same address, same data. */
    void startAgain();

    boolean canBeKilled();

    @Override
    void close();
}
