package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.core.Told;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.kafka.KafkaFixture;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A real broker and a Harbor for followers. */
final class FollowerRig implements AutoCloseable {
    final KafkaFixture kafka;
    final HarborRig harbor;
    final EventsTopic topic;

    FollowerRig(Path folder) {
        kafka = KafkaFixture.start();
        kafka.createTopics(3, Topic.REGISTRY_EVENTS.topicName());
        harbor = new HarborRig(folder);
        topic = new EventsTopic(kafka);
    }

    Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    Follower start(FollowerConfig config, MeterRegistry meters) {
        return start(config, new Told(), meters);
    }

    Follower start(FollowerConfig config, Told told, MeterRegistry meters) {
        return Follower.start(config, CompletableFuture.completedFuture(true), told, meters);
    }

    static void awaitActive(MeterRegistry meters) {
        Await.until(
                "it follows",
                () -> meters.get("breakwater.follower.active").gauge().value() == 1);
    }

    /** Waits until all has been read that happened more than a minute ago. */
    static void awaitPresent(MeterRegistry meters) {
        Await.until(
                "the absence is read",
                () -> meters.get("breakwater.follower.cursor.age").gauge().value() < 60);
    }

    @Override
    public void close() {
        harbor.close();
        kafka.close();
    }
}
