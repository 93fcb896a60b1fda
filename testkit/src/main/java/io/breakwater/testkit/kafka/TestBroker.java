package io.breakwater.testkit.kafka;

/** One way to have a broker. */
interface TestBroker extends AutoCloseable {
    String bootstrapServers();

    /** @throws UnsupportedOperationException where {@link #canBeKilled()} is false */
    void kill();

    /** After {@link #kill()}: same address, same data. */
    void startAgain();

    /** SIGSTOP; likewise. */
    void freeze();

    /** SIGCONT, after {@link #freeze()}. */
    void goOn();

    /** Frozen too. */
    boolean canBeKilled();

    @Override
    void close();
}
