package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.Ingest;
import io.breakwater.ingest.IngestConfig;
import io.breakwater.ingest.TestLimits;
import io.breakwater.ingest.follower.FollowerConfig.Pace;
import io.breakwater.ingest.follower.core.Told;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.Delivery;
import io.breakwater.testkit.harbor.HarborFace.Manner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Followers that give webhooks a time, and webhooks that come in it, after it, reversed, or not at all. The webhooks' process is
 * not the one that follows, as it is where several run.
 */
class LateWebhooksIT {
    private static final Pace SHORT = new Pace(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(10));
    /** Nothing that a webhook may announce is told in a test's time. */
    private static final Pace LONG = new Pace(Duration.ofMillis(100), Duration.ofMinutes(30), Duration.ofHours(1));

    @TempDir
    private Path folder;

    private final MeterRegistry webhooks = new SimpleMeterRegistry();
    private final MeterRegistry following = new SimpleMeterRegistry();
    private final Told told = new Told();
    private FollowerRig rig;
    private Ingest ingest;

    @BeforeEach
    void start() throws IOException {
        rig = new FollowerRig(folder);
        ingest = Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), rig.client(), TestLimits.PATIENT),
                CompletableFuture.completedFuture(true),
                told,
                webhooks);
        Await.until("webhooks are taken", ingest::ready);
        rig.harbor.face().management().setPolicy("library", """
                {"name":"drp","enabled":true,"event_types":["PUSH_ARTIFACT","DELETE_ARTIFACT"],"targets":[{"type":"http",
                 "address":"http://127.0.0.1:%d/webhooks/harbor","payload_format":"CloudEvents"}]}""".formatted(ingest.port()));
    }

    @AfterEach
    void stop() {
        ingest.close();
        rig.close();
    }

    @Test
    void eachPushIsOneEventWheneverItsWebhookComes() throws Exception {
        var face = rig.harbor.face();
        var trail = face.management().auditTrail();
        trail.hold();
        rig.harbor.push("library/app", "in-time");
        face.awaitDeliveries(1);
        face.webhooks(Manner.HELD);
        rig.harbor.push("library/app", "late-1");
        rig.harbor.push("library/app", "late-2");
        face.webhooks(Manner.LOST);
        rig.harbor.push("library/app", "lost");
        Await.until("all that happened has its row", () -> trail.held().size() == 4);
        try (var _ = rig.start(config(SHORT), new Told(), following)) {
            FollowerRig.awaitActive(following);
            // The last first.
            trail.release();
            rig.topic.awaitTold("library/app", 3);
            // Started after that, so it has to read back.
            try (var _ = rig.start(config(SHORT), told, new SimpleMeterRegistry())) {
                Await.until("the webhooks' process knows what was told", () -> told.size() == 3);

                face.deliverLate();

                var deliveries = face.awaitDeliveries(3);
                assertTrue(
                        deliveries.stream().allMatch(one -> one.state() == Delivery.State.DELIVERED),
                        deliveries::toString);
            }
        }
        assertEquals(
                List.of("library/app:in-time", "library/app:late-1", "library/app:late-2", "library/app:lost"),
                rig.topic.keys(_ -> true));
        assertEquals(
                List.of("library/app:late-1", "library/app:late-2", "library/app:lost"),
                rig.topic.told("library/app", RegistryEvent.Pushed.class));
        assertEquals(2, duplicates());
    }

    @Test
    void webhookThatComesWithinTheGraceIsTheOnlyEvent() throws Exception {
        var face = rig.harbor.face();
        try (var _ = rig.start(config(LONG), told, following)) {
            FollowerRig.awaitActive(following);
            face.webhooks(Manner.HELD);
            rig.harbor.push("library/app", "slow");
            // Told at once, in a round that has seen the push too.
            assertEquals(201, rig.harbor.tag("library/app", "slow", "stable"));
            rig.topic.awaitTold("library/app:stable", 1);

            face.deliverLate();
            face.awaitDeliveries(1);
            assertEquals(201, rig.harbor.tag("library/app", "slow", "newest"));
            rig.topic.awaitTold("library/app:newest", 1);
        }
        assertEquals(
                List.of("library/app:newest", "library/app:slow", "library/app:stable"), rig.topic.keys(_ -> true));
        assertEquals(List.of("library/app:slow"), rig.topic.keys(event -> !EventsTopic.isTold(event)));
        assertEquals(0, duplicates());
    }

    @Test
    void webhookThatComesWhileHarborIsAskedIsTheOnlyEvent() throws Exception {
        var face = rig.harbor.face();
        face.webhooks(Manner.HELD);
        rig.harbor.push("library/app", "slow");
        try (var odd = new OddHarbor(rig.harbor);
                var _ = rig.start(config(odd.site(), SHORT), told, following)) {
            odd.awaitAsked();

            face.deliverLate();
            face.awaitDeliveries(1);
            odd.describe();

            // Told in a round after that one.
            assertEquals(201, rig.harbor.tag("library/app", "slow", "stable"));
            rig.topic.awaitTold("library/app:stable", 1);
        }
        assertEquals(List.of("library/app:slow", "library/app:stable"), rig.topic.keys(_ -> true));
        assertEquals(List.of("library/app:slow"), rig.topic.keys(event -> !EventsTopic.isTold(event)));
    }

    @Test
    void lateWebhookOfAnEarlierDigestSaysMoreThanWasToldAndIsAnEvent() throws Exception {
        var face = rig.harbor.face();
        var trail = face.management().auditTrail();
        trail.hold();
        face.webhooks(Manner.HELD);
        var first = rig.harbor.push("library/app", "moved");
        face.webhooks(Manner.LOST);
        var second = rig.harbor.push("library/app", "moved");
        Await.until("both have their rows", () -> trail.held().size() == 2);
        try (var _ = rig.start(config(SHORT), told, following)) {
            trail.release();
            rig.topic.awaitTold("library/app", 2);
            Await.until("the webhooks' process knows what was told", () -> told.size() > 0);

            face.deliverLate();
            face.awaitDeliveries(1);
        }
        assertEquals(
                List.of(first),
                rig.topic.events().stream()
                        .filter(event -> !EventsTopic.isTold(event))
                        .map(event -> ((RegistryEvent.Pushed) event).digest().value())
                        .toList());
        assertEquals(
                List.of(second, second),
                rig.topic.events().stream()
                        .filter(EventsTopic::isTold)
                        .map(event -> ((RegistryEvent.Pushed) event).digest().value())
                        .toList());
    }

    private double duplicates() {
        return webhooks.find("breakwater.webhook.duplicates").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private FollowerConfig config(Pace pace) {
        return config(rig.harbor.site(), pace);
    }

    private FollowerConfig config(HarborSite site, Pace pace) {
        var usual = rig.harbor.config(site, rig.kafka.bootstrapServers(), "late-webhooks");
        return new FollowerConfig(usual.harbor(), usual.covers(), usual.kafka(), usual.group(), pace);
    }
}
