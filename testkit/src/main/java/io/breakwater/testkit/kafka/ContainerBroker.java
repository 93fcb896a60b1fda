package io.breakwater.testkit.kafka;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Apache's own image by Testcontainers. The only class that knows Testcontainers, which the demo does not ship. Killing is
 * left out: the container would come back on another port, which clients do not follow.
 */
final class ContainerBroker {
    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");

    private ContainerBroker() {}

    static TestBroker start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    KafkaFixture.MODE + "=containers needs a Docker engine. Start one, or leave the profile out.");
        }
        @SuppressWarnings("resource") // closed by the fixture
        var container = new KafkaContainer(IMAGE);
        container.start();
        return new FixedBroker(container.getBootstrapServers(), "containers", container::stop);
    }
}
