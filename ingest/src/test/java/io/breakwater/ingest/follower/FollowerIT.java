package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.Ingest;
import io.breakwater.ingest.IngestConfig;
import io.breakwater.ingest.TestLimits;
import io.breakwater.ingest.follower.core.AuditRow;
import io.breakwater.ingest.follower.core.Cursor;
import io.breakwater.ingest.follower.core.Told;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborFace.Manner;
import io.breakwater.testkit.kafka.KafkaFixture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The follower beside the webhooks, on a real broker, with a Harbor whose webhooks are lost, late and out of order and whose
 * rows come to be seen in the opposite order. Each test has names of its own.
 */
class FollowerIT {
    private static final String GROUP = "follower-it";

    @TempDir
    static Path folder;

    private static KafkaFixture kafka;
    private static EventsTopic topic;
    private static HarborRig harbor;
    private static Ingest ingest;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final MeterRegistry others = new SimpleMeterRegistry();

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaFixture.start();
        topic = new EventsTopic(kafka);
        kafka.createTopics(3, Topic.REGISTRY_EVENTS.topicName());
        harbor = new HarborRig(folder);
        ingest = Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), client(), TestLimits.PATIENT), new SimpleMeterRegistry());
        Await.until("webhooks are taken", ingest::ready);
        harbor.face().management().setPolicy("library", """
                {"name":"drp","enabled":true,"event_types":["PUSH_ARTIFACT","DELETE_ARTIFACT"],"targets":[{"type":"http",
                 "address":"http://127.0.0.1:%d/webhooks/harbor","payload_format":"CloudEvents"}]}""".formatted(ingest.port()));
    }

    @AfterAll
    static void stop() {
        ingest.close();
        harbor.close();
        kafka.close();
    }

    @BeforeEach
    void usual() {
        harbor.face().webhooks(Manner.DELIVERED);
    }

    @AfterEach
    void nothingHeld() {
        harbor.face().management().auditTrail().release();
    }

    @Test
    void whatNoWebhookTellsIsFoundAndNothingIsToldTwice() throws Exception {
        var trail = harbor.face().management().auditTrail();
        trail.hold();
        harbor.push("library/app", "told");
        harbor.face().webhooks(Manner.HELD);
        harbor.push("library/app", "late-1");
        harbor.push("library/app", "late-2");
        harbor.face().webhooks(Manner.LOST);
        var lost = harbor.push("library/app", "lost");
        var gone = harbor.push("library/app", "gone");
        assertEquals(201, harbor.tag("library/app", "lost", "promoted"));
        assertEquals(200, harbor.untag("library/app", "promoted"));
        assertEquals(201, harbor.tag("library/app", "lost", "stable"));
        assertEquals(200, harbor.delete("library/app", gone));
        Await.until("all that happened has its row", () -> trail.held().size() == 9);
        harbor.face().deliverLate();
        harbor.face().awaitDeliveries(3);
        try (var follower = follower(meters)) {
            awaitActive(meters);

            for (var id : trail.held().reversed()) {
                trail.commit(id);
            }

            topic.awaitTold("library/app", 4);
            sentinel("library/app", "sentinel-1");
            assertEquals(List.of(), follower.degraded());
        }
        assertEquals(
                List.of("library/app:lost", "library/app:sentinel-1", "library/app:stable"),
                topic.told("library/app", RegistryEvent.Pushed.class));
        assertEquals(List.of("library/app@" + gone), topic.told("library/app", RegistryEvent.Deleted.class));
        assertEquals(List.of("library/app:promoted"), topic.removedTags("library/app"));
        assertEquals(
                List.of("library/app:late-1", "library/app:late-2", "library/app:told"),
                topic.keys(event -> !EventsTopic.isTold(event) && event.key().startsWith("library/app:")));
        assertEquals(
                List.of(lost),
                topic.events().stream()
                        .filter(event -> event.key().equals("library/app:stable"))
                        .map(event -> ((RegistryEvent.Pushed) event).digest().value())
                        .toList());
    }

    @Test
    void oneOfTwoFollowsAndTheOtherGoesOnWhereItEnded() throws Exception {
        harbor.face().webhooks(Manner.LOST);
        try (var first = follower(meters);
                var second = follower(others)) {
            // Until both are in the group the one that follows may be another in a moment.
            Await.until("both to be members", FollowerIT::isGroupOfTwo);
            Await.until("one of them follows", () -> active(meters) + active(others) == 1);
            harbor.push("library/group", "one");
            topic.awaitTold("library/group", 1);
            assertEquals(1, active(meters) + active(others), "how many follow");

            var isFirst = active(meters) == 1;
            (isFirst ? first : second).close();
            awaitActive(isFirst ? others : meters);
            harbor.push("library/group", "two");

            topic.awaitTold("library/group", 2);
        }
        try (var _ = follower(new SimpleMeterRegistry())) {
            sentinel("library/group", "sentinel");
        }
        assertEquals(
                List.of("library/group:one", "library/group:sentinel", "library/group:two"),
                topic.keys(event -> EventsTopic.isTold(event) && event.key().startsWith("library/group:")));
    }

    @Test
    void whatHappenedWhileNobodyFollowedIsFound() throws Exception {
        try (var _ = follower(meters)) {
            harbor.face().webhooks(Manner.LOST);
            sentinel("library/away", "before");
        }
        harbor.push("library/away", "meanwhile");

        try (var _ = follower(others)) {
            topic.awaitTold("library/away", 2);
        }
    }

    @Test
    void outageOfHarborIsSaidAndWaitedOut() throws Exception {
        harbor.face().webhooks(Manner.LOST);
        try (var follower = follower(meters)) {
            awaitActive(meters);
            harbor.face().stop();
            Await.until("it is said", () -> !follower.degraded().isEmpty());
            harbor.face().startAgain();

            harbor.push("library/outage", "after");

            topic.awaitTold("library/outage", 1);
            Await.until("it is over", () -> follower.degraded().isEmpty());
        }
    }

    @Test
    void imagesThatHarborDescribesBadlyHoldUpNoOther() throws Exception {
        harbor.face().webhooks(Manner.LOST);
        try (var odd = new OddHarbor(harbor);
                var follower = start(harbor.config(odd.site(), kafka.bootstrapServers(), "odd"))) {
            awaitActive(meters);
            var trail = harbor.face().management().auditTrail();
            trail.hold();
            for (var tag : List.of("words", "refused", "busy", "good")) {
                harbor.push("library/odd", tag);
            }
            Await.until("all have their rows", () -> trail.held().size() == 4);

            trail.release();

            topic.awaitTold("library/odd", 1);
            Await.until("the worst are given up", () -> givenUp("unusable") == 1 && givenUp("refused") == 1);
            assertEquals(
                    List.of("library/odd:good"), topic.keys(event -> event.key().startsWith("library/odd:")));
            assertEquals(0, givenUp("busy"), "that is waited for");
            assertEquals(
                    List.of(
                            "Harbor is too busy to say what tags in library mean",
                            "Harbor refuses to say what tags in library mean"),
                    follower.degraded().stream()
                            .map(sentence -> sentence.split(": ", 2)[0])
                            .toList());
        }
    }

    @Test
    void accountThatIsShownAnEmptyLogIsSaid() throws Exception {
        harbor.face().management().hideAuditLog(true);
        var blind = harbor.robotWithoutPermissions("blind");
        try (var follower = start(harbor.config(blind, kafka.bootstrapServers(), "blind"))) {
            Await.until("it is said", () -> !follower.degraded().isEmpty());

            assertTrue(
                    follower.degraded().getFirst().contains("the log shows this account nothing; give the account"),
                    follower.degraded()::toString);
            assertEquals(0, active(meters));
        }
    }

    @Test
    void kafkaThatCannotBeWrittenToIsSaidInOtherWords() {
        var usual = harbor.config(kafka.bootstrapServers(), "no-producer");
        // Of producers alone, and no number: the group can be joined.
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "buffer.memory", "none");
        var config = new FollowerConfig(usual.harbor(), usual.covers(), settings, usual.group(), usual.pace());
        try (var follower = start(config)) {
            Await.until("it is said", () -> !follower.degraded().isEmpty());

            assertTrue(
                    follower.degraded().getFirst().startsWith("what the audit log tells can't be written to Kafka: "),
                    follower.degraded()::toString);
            assertEquals(Optional.empty(), follower.failure());
        }
    }

    @Test
    void imagesThatTheMappingDoesNotCoverAreLeftAlone() throws Exception {
        harbor.face().webhooks(Manner.LOST);
        harbor.face().management().createProject("other");
        try (var _ = follower(meters)) {
            awaitActive(meters);
            harbor.push("other/app", "v1");
            sentinel("library/covered", "v1");
        }
        assertEquals(List.of(), topic.keys(event -> event.key().startsWith("other/")));
    }

    @Test
    void followerThatSomebodyElseHasReplacedWritesNothing() {
        var group = "replaced";
        var row = new AuditRow(
                1,
                AuditRow.Kind.TAG_REMOVED,
                ImageName.parse("library/zombie:v1"),
                Instant.now(),
                Optional.empty(),
                "{}");
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "group.id", group);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var zombie = new FollowerLog(client(), group);
                var successor = new FollowerLog(client(), group)) {
            var membership = consumer.groupMetadata();
            var event = AuditEvents.removed(row, Instant.now());

            assertThrows(
                    KafkaException.class,
                    () -> zombie.commit(List.of(event), new Cursor(Instant.now(), Instant.now()), 0, membership));
            successor.commit(List.of(event), new Cursor(Instant.now(), Instant.now()), 0, membership);
        }
        // A commit is acknowledged a moment before readers of what is committed are shown it.
        Await.until("the successor's event", () -> zombies() > 0);
        assertEquals(1, zombies());
    }

    private static long zombies() {
        return topic.events().stream()
                .filter(event -> event.key().equals("library/zombie:v1"))
                .count();
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static boolean isGroupOfTwo() {
        try (var admin = Admin.create(client())) {
            var group = Objects.requireNonNull(
                    admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP));
            return group.members().size() == 2 && group.groupState() == GroupState.STABLE;
        } catch (ExecutionException notYetThere) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Follower follower(MeterRegistry meters) {
        return Follower.start(
                harbor.config(kafka.bootstrapServers(), GROUP),
                CompletableFuture.completedFuture(true),
                new Told(),
                meters);
    }

    private Follower start(FollowerConfig config) {
        return Follower.start(config, CompletableFuture.completedFuture(true), new Told(), meters);
    }

    private double givenUp(String reason) {
        return meters.get("breakwater.follower.given.up")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static double active(MeterRegistry meters) {
        return meters.get("breakwater.follower.active").gauge().value();
    }

    private static void awaitActive(MeterRegistry meters) {
        Await.until("it follows", () -> active(meters) == 1);
    }

    /** Told in a round of its own, after all that could be told before. */
    private static void sentinel(String repository, String tag) throws Exception {
        harbor.face().management().auditTrail().release();
        harbor.face().webhooks(Manner.LOST);
        harbor.push(repository, tag);
        Await.until(
                tag + " is told",
                () -> !topic.keys(event ->
                                EventsTopic.isTold(event) && event.key().equals(repository + ":" + tag))
                        .isEmpty());
    }
}
