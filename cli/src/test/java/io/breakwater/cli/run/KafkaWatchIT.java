package io.breakwater.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaWatchIT {
    @Test
    void brokersThatGoAwayAreMissedAndWelcomedBack() throws InterruptedException {
        try (var kafka = KafkaFixture.start();
                var watch = KafkaWatch.start(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
            watch.awaitLook();
            Await.until("they are seen", () -> watch.trouble().isEmpty());

            kafka.kill();
            Await.until("it is missed", () -> watch.trouble().isPresent());
            assertEquals(
                    "Kafka at " + kafka.bootstrapServers()
                            + " does not answer (TimeoutException); nothing is read or written until it does",
                    watch.trouble().orElseThrow());

            kafka.startAgain();
            Await.until("it is back", () -> watch.trouble().isEmpty());
        }
    }

    @Test
    void brokersWhoseNameNobodyKnowsAreMissedToo() throws InterruptedException {
        try (var watch = KafkaWatch.start(Map.of("bootstrap.servers", "kafka.invalid:9092"))) {
            watch.awaitLook();

            assertEquals(
                    Optional.of("Kafka at kafka.invalid:9092 does not answer (ConfigException); nothing is read or"
                            + " written until it does"),
                    watch.trouble());
        }
    }
}
