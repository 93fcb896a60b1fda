package io.breakwater.testkit.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A broker for a test. Which kind is said by the system property or, failing that, the environment variable
 * {@code BREAKWATER_KAFKA}:
 *
 * <ul>
 *   <li>{@code child}, the default: the product's embedded broker, on a folder that goes with the fixture
 *   <li>{@code in-process}: in this JVM, quickest
 *   <li>{@code containers}: Apache's image, needs a Docker engine ({@code -Pcontainers})
 *   <li>anything else: the address of a broker that runs; topics of earlier tests may exist there
 * </ul>
 */
public final class KafkaFixture implements AutoCloseable {
    /** The system property. */
    public static final String MODE = "breakwater.kafka";

    private final TestBroker broker;

    private KafkaFixture(TestBroker broker) {
        this.broker = broker;
    }

    /** Returns when clients are served. */
    public static KafkaFixture start() {
        return new KafkaFixture(broker(mode()));
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Whether {@link #kill()} is possible; tests that need it assume so. */
    public boolean canBeKilled() {
        return broker.canBeKilled();
    }

    /** SIGKILL. */
    public void kill() {
        broker.kill();
    }

    /** After {@link #kill()}: same address, same data. */
    public void startAgain() {
        broker.startAgain();
    }

    /** SIGSTOP: it says nothing any more, and its connections stay open. Possible where {@link #kill()} is. */
    public void freeze() {
        broker.freeze();
    }

    /** SIGCONT, after {@link #freeze()}. */
    public void goOn() {
        broker.goOn();
    }

    public Topics topics() {
        return new Topics(bootstrapServers());
    }

    /** {@link Topics#create} */
    public void createTopics(int partitions, String... names) {
        topics().create(partitions, names);
    }

    /** {@link Topics#readAll} */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return topics().readAll(topic);
    }

    @Override
    public void close() {
        broker.close();
    }

    private static String mode() {
        return Optional.ofNullable(System.getProperty(MODE))
                .or(() -> Optional.ofNullable(
                        System.getenv(MODE.toUpperCase(Locale.ROOT).replace('.', '_'))))
                .filter(text -> !text.isBlank())
                .orElse("child");
    }

    private static TestBroker broker(String mode) {
        return switch (mode) {
            case "child" -> ChildBroker.start();
            case "in-process" -> FixedBroker.inProcess();
            case "containers" -> ContainerBroker.start();
            default -> FixedBroker.at(mode);
        };
    }
}
