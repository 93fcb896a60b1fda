package io.breakwater.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessKafkaIT {
    @Test
    void itServesClientsAndCannotBeKilled() {
        try (var broker = FixedBroker.inProcess()) {
            var topics = new Topics(broker.bootstrapServers());
            topics.create(1, "letters");

            assertEquals(List.of(), topics.readAll("letters"));
            assertThrows(UnsupportedOperationException.class, broker::kill);
        }
    }
}
