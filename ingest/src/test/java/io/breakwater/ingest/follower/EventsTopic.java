package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.core.Heard;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What stands in {@code registry.events}, by whomever it was told. */
record EventsTopic(KafkaFixture kafka) {
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);

    void awaitTold(String repository, int count) {
        Await.until(
                count + " of " + repository + " are told",
                () -> keys(event -> isTold(event) && event.key().startsWith(repository))
                                .size()
                        >= count);
    }

    static boolean isTold(RegistryEvent event) {
        return event.origin().source().equals(Heard.SOURCE);
    }

    List<RegistryEvent> events() {
        return kafka.readAll(Topic.REGISTRY_EVENTS.topicName()).stream()
                .map(record -> EVENTS.read(record.value()))
                .toList();
    }

    List<String> keys(Predicate<RegistryEvent> which) {
        return events().stream().filter(which).map(RegistryEvent::key).sorted().toList();
    }

    List<String> told(String repository, Class<? extends RegistryEvent> kind) {
        return keys(
                event -> isTold(event) && kind.isInstance(event) && event.key().startsWith(repository));
    }

    List<String> removedTags(String repository) {
        return events().stream()
                .filter(event -> isTold(event) && event.key().startsWith(repository + ":"))
                .flatMap(
                        event -> event instanceof RegistryEvent.Other other ? other.details().stream() : Stream.empty())
                .map(details -> ((EventDetails.TagRemoved) details).image().key())
                .sorted()
                .toList();
    }
}
